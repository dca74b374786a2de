"""The demo clinic's own site ``/`` (demo and test only): one page, with the chat widget as any site would paste it."""

from backend.demo.site.views import site_blueprint

__all__ = ["site_blueprint"]
