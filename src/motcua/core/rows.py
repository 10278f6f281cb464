"""Storing one row, or reading many, by one statement: for the paths where the ORM's own work would show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model

_PAGE = 2000


def insert(row: Model, *, unless: str = "") -> bool:
    """Insert a new row of any model; where the database makes its key, the row has it then.

    Constraints, defaults and types are those of the model. With `unless`, a unique column, nothing happens where
    another row has its value already: False is returned.
    """
    statement, fields = _insertion(type(row), unless)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        inserted = cursor.fetchone()
    if inserted is None:
        return False
    row.pk = inserted[0]
    row._state.adding, row._state.db = False, connection.alias
    return True


def update(row: Model, **values: Any) -> None:
    """Store new values of some columns (by attribute name) of one row, and set them on it."""
    model = type(row)
    columns = ", ".join(f"{connection.ops.quote_name(_field(model, name).column)} = %s" for name in values)
    stored = [_field(model, name).get_db_prep_save(value, connection) for name, value in values.items()]
    table, key = (connection.ops.quote_name(str(name)) for name in (model._meta.db_table, model._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {columns} WHERE {key} = %s", [*stored, row.pk])
    for name, value in values.items():
        setattr(row, name, value)


def load(model: type[Model], names: tuple[str, ...], values: tuple[Any, ...]) -> Any:
    """Return a row of a model from the stored values of some of its columns; the others are read when asked for."""
    given = dict(zip(names, values, strict=True))
    ordered = [field for field in model._meta.concrete_fields if field.attname in given]
    return model.from_db(connection.alias, names, [_read(field, given[field.attname]) for field in ordered])


def streamed(statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a statement as the database sends them: never more than a page of them is in memory."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, values if isinstance(values, Mapping) else list(values))
        while rows := cursor.fetchmany(_PAGE):
            yield from rows


@lru_cache(maxsize=64)
def _insertion(model: type[Model], unless: str) -> tuple[str, tuple[Any, ...]]:
    fields = tuple(field for field in model._meta.local_concrete_fields if field is not model._meta.auto_field)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    key = connection.ops.quote_name(str(model._meta.pk.column))
    table = connection.ops.quote_name(model._meta.db_table)
    marks = ", ".join(["%s"] * len(fields))
    there = f" ON CONFLICT ({connection.ops.quote_name(unless)}) DO NOTHING" if unless else ""
    return f"INSERT INTO {table} ({columns}) VALUES ({marks}){there} RETURNING {key}", fields


@lru_cache(maxsize=512)
def _field(model: type[Model], name: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.attname == name)


def _read(field: Any, value: Any) -> Any:
    for converter in _converters(field):
        value = converter(value, None, connection)
    return value


@lru_cache(maxsize=512)
def _converters(field: Any) -> tuple[Any, ...]:
    column = field.get_col(field.model._meta.db_table)
    return tuple([*connection.ops.get_db_converters(column), *field.get_db_converters(connection)])
