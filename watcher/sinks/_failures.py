"""What the exceptions of requests, smtplib and sockets mean for a message. Pure."""

import smtplib
import ssl

import requests

from watcher.notification import DeliveryError, NotDelivered, Reason, Undeliverable


def from_exception(error: OSError, service: str) -> DeliveryError:
    """What an exception of requests, smtplib or a socket means; all of them are OSErrors."""
    if isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused):
        return _from_mail(error, service)
    reason, said = next((reason, said) for kinds, reason, said in _EXCEPTIONS if isinstance(error, kinds))
    return NotDelivered(reason, f"{service} {said}")


_EXCEPTIONS: tuple[tuple[tuple[type[BaseException], ...], Reason, str], ...] = (
    ((requests.exceptions.SSLError, ssl.SSLError), Reason.TLS, "can't be reached safely: TLS failed"),
    ((requests.Timeout, TimeoutError), Reason.TIMEOUT, "did not answer in time"),
    ((requests.ConnectionError, smtplib.SMTPServerDisconnected), Reason.NETWORK, "can't be reached"),
    ((requests.RequestException, smtplib.SMTPException), Reason.SERVER, "does not speak as it should"),
    ((OSError,), Reason.NETWORK, "can't be reached"),
)


def _from_mail(error: smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused, service: str) -> DeliveryError:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max((code for code, _ in error.recipients.values()), default=550)
        reason, said = Reason.GONE, "refused the recipient"
    else:
        code = error.smtp_code
        reason, said = Reason.PAYLOAD, "refused the message"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        reason, said = Reason.AUTH, "refused the password"
    if code < 500:
        return NotDelivered(Reason.SERVER, f"{service} can't take it now ({code})")
    return Undeliverable(reason, f"{service} {said} ({code})")
