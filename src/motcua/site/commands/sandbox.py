"""`motcua sandbox …`: local counterparts of outside systems, for the demo and the tests."""

from __future__ import annotations

import click


def register(main: click.Group) -> None:
    """Add `sandbox` to the command."""
    main.add_command(sandbox)


@click.group()
def sandbox() -> None:
    """Chạy bản giả lập của hệ thống bên ngoài (định danh điện tử …) để dùng thử."""
