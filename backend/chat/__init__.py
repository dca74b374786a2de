"""The chat API of the web widget, and the widget itself: /chat/v1 and /widget.js."""
