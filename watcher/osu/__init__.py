"""Everything about osu!, nothing about watching. Imports nothing else of the house.

`watcher.osu.v1` is the typed successor of the `osuapi` library, `watcher.osu.v2` is today's API.
`nouns` are the words that every generation of the API can answer in.
"""
