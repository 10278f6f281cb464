"""`motcua import …`: read files that come from outside. Each kind of file is a subcommand."""

from __future__ import annotations

import click


def register(main: click.Group) -> None:
    """Add `import` to the command. Other modules add theirs with `importing.add_command(…)` in their `register`."""
    main.add_command(importing)


@click.group("import")
def importing() -> None:
    """Nhập tệp từ bên ngoài; mỗi dòng có vấn đề được báo lại, phần còn lại vẫn được nhập."""
