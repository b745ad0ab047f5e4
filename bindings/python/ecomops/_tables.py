"""What a run found, as tables."""

from __future__ import annotations

from typing import Iterator, Mapping, Tuple

from ._errors import UnknownName
from ._table import Table


class Tables:
    """Tables under the names of the class's slots."""

    __slots__: Tuple[str, ...] = ()

    def __init__(self, tables: Mapping[str, Table]) -> None:
        for name in self.__slots__:
            setattr(self, name, tables[name])

    def table(self, name: str) -> Table:
        """A table by its name."""
        if name not in self.__slots__:
            raise UnknownName(f"there is no table {name!r}; there are: {', '.join(sorted(self.__slots__))}")
        found: Table = getattr(self, name)
        return found

    def _shown(self) -> Iterator[str]:
        """The tables that have something to show, in the order of reading."""
        raise NotImplementedError

    def __str__(self) -> str:
        return "\n\n".join(f"{name}\n{self.table(name)}" for name in self._shown())

    def _repr_html_(self) -> str:
        return "".join(f"<h4>{name}</h4>{self.table(name)._repr_html_()}" for name in self._shown())
