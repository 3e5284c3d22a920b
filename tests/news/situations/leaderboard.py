"""A leaderboard, then somebody new on top of it."""

from sightings import board, play

SOL = play(7, 250.0, -9000, user_id=3, username="Sol", score=890_000)
FIRST = (board(SOL, asked=0),)
NEW = (board(play(7, 300.0, 60, username="Mira"), SOL, asked=90),)
