"""Clients written for the hosted API, rebuilt from what their programs send, read and rely on.

Each module works the way its client does, strict where that is strict, and knows nothing of Songwright:
the base address and the key are its only parameters, and pauses between polls, which are shortened.
"""
