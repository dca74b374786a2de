"""The chat widget of the clinic's own site: `widget/` is its source, `static/` what browsers get.

What people write comes by the chat API (backend/chat), not by a webhook, so there is no `inbound.py`.
"""
