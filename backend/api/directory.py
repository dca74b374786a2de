"""What the clinic offers, who works there and where."""

from __future__ import annotations

from typing import Any

from backend.api import answers, views
from backend.api.operations import Operations
from backend.api.pages import page
from backend.api.requests import PageQuery
from backend.services.patients import ReadDirectory


def add_directory(operations: Operations, read: ReadDirectory) -> None:
    """Add the operations that read the clinic's configuration."""

    def clinic() -> dict[str, Any]:
        """The clinic itself."""
        return views.clinic(read())

    def services(query: PageQuery) -> dict[str, Any]:
        """What patients can come for."""
        directory = read()
        active = [service for service in directory.services if service.active]
        return page(active, query, lambda one: one.slug, lambda one: views.service(directory, one))

    def practitioners(query: PageQuery) -> dict[str, Any]:
        """Whom patients can see."""
        directory = read()
        active = [practitioner for practitioner in directory.practitioners if practitioner.active]
        return page(active, query, lambda one: one.slug, lambda one: views.practitioner(directory, one))

    def locations(query: PageQuery) -> dict[str, Any]:
        """Where patients are seen."""
        directory = read()
        return page(directory.locations, query, lambda one: one.slug, lambda one: views.location(directory, one))

    operations.add("GET /clinic", clinic, answers.Clinic)
    operations.add("GET /services", services, answers.Services, query=PageQuery)
    operations.add("GET /practitioners", practitioners, answers.Practitioners, query=PageQuery)
    operations.add("GET /locations", locations, answers.Locations, query=PageQuery)
