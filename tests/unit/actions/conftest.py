"""The SDK's web server warns of its own dependencies when it is first imported; that is not ours to fix."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import rasa_sdk  # noqa: F401
