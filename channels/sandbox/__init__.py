"""A local carrier: Twilio's REST interfaces for messages and content, and the telephones behind them.

The demo and the tests put it where Twilio would be; nothing in the product knows the difference. Run it with
``python -m channels.sandbox``. It keeps its state in memory and forgets it when it stops.

Pointing the official client at it (or at any other peer of Twilio's) takes an assignment a product, since every
request of ``client.messages`` goes through ``client.api``, and every one about content through ``client.content``,
each a ``Domain`` whose ``base_url`` is a public attribute::

    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    client = Client(account_sid, auth_token, http_client=TwilioHttpClient(timeout=10))
    client.api.base_url = TWILIO_API_BASE            # such as http://127.0.0.1:8010; no trailing path
    client.content.base_url = TWILIO_API_BASE
    client.messages.create(to=..., from_=..., body=..., status_callback=...)

Paging follows as well: ``Page.next_page_url`` joins the relative ``next_page_uri`` to the same ``base_url``. The
client's own default timeout is None, so one is always given. ``edge`` and ``region`` must stay unset: they rewrite
the host name of every request.

Its faces, one Flask application (``app.create_app``):

* ``/2010-04-01/Accounts/{AccountSid}/Messages…``: create, fetch, list, with Twilio's errors (``rest``);
* ``/v1/Content…``: content with its approval, which is given at once (``content_rest``);
* ``/sandbox/handsets/{address}/messages``, ``…/state`` and ``/sandbox/events``: the telephones (``handsets``);
* ``/sandbox/faults``: what should go wrong next (``control``).
"""
