"""How compiled code sees the world: one pointer, from which ``w.residents`` and the other tables are read.

Passing twenty tables to each of a hundred compiled procedures costs minutes of compiling, because every call and every
access carries all of them. So compiled code gets the address of a header that lists, for each table, where its data lie
and how long it is. The arrays themselves are ordinary numpy arrays owned by :class:`sim.world.World`
(``docs/decisions/0003-structured-tables.md`` has the measurements).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import NativeValue, models, register_model, typeof_impl, unbox
from numba.np.arrayobj import populate_array
from numba.np.numpy_support import from_dtype

WORDS_PER_TABLE = 5  # address of the data, then the length of up to four axes


class WorldType(types.Type):
    """Numba type of :class:`sim.world.World`."""

    def __init__(self) -> None:
        """There is one such type."""
        super().__init__(name="World")


world_type = WorldType()
_tables: dict[str, tuple[int, types.Array]] = {}


def declare_tables(layout: dict[str, tuple[np.dtype[Any], int]]) -> None:
    """Tell compiled code the names of the tables, their row types and numbers of axes, in the order of the header."""
    for number, (name, (dtype, n_axes)) in enumerate(layout.items()):
        _tables[name] = (number, types.Array(from_dtype(dtype), n_axes, "C", aligned=True))


@register_model(WorldType)
class _WorldModel(models.PrimitiveModel):  # type: ignore[misc]
    """In memory: the address of the header."""

    def __init__(self, manager: Any, world: WorldType) -> None:
        super().__init__(manager, world, ir.IntType(8).as_pointer())


@unbox(WorldType)  # type: ignore[untyped-decorator]
def _unbox_world(world: WorldType, instance: Any, c: Any) -> NativeValue:
    """From the Python object: read its ``header_address``."""
    number = c.pyapi.object_getattr_string(instance, "header_address")
    address = c.pyapi.long_as_ulonglong(number)
    c.pyapi.decref(number)
    pointer = c.builder.inttoptr(address, ir.IntType(8).as_pointer())
    return NativeValue(pointer, is_error=cgutils.is_not_null(c.builder, c.pyapi.err_occurred()))


@infer_getattr
class _WorldAttributes(AttributeTemplate):  # type: ignore[misc]
    key = WorldType

    def generic_resolve(self, world: WorldType, name: str) -> types.Array | None:
        """Type of ``w.<name>``."""
        return _tables[name][1] if name in _tables else None


@lower_getattr_generic(WorldType)  # type: ignore[untyped-decorator]
def _read_table(context: Any, builder: Any, world: WorldType, pointer: Any, name: str) -> Any:
    """Code of ``w.<name>``: an array that borrows the data listed in the header."""
    number, array_type = _tables[name]
    header = builder.bitcast(pointer, ir.IntType(64).as_pointer())

    def word(offset: int) -> Any:
        position = ir.Constant(ir.IntType(64), number * WORDS_PER_TABLE + offset)
        return builder.load(builder.gep(header, [position]))

    array = context.make_array(array_type)(context, builder)
    item_size = context.get_abi_sizeof(context.get_data_type(array_type.dtype))
    stride = ir.Constant(ir.IntType(64), item_size)
    shape = [word(1 + axis) for axis in range(array_type.ndim)]
    strides: list[Any] = []
    for length in reversed(shape):
        strides.insert(0, stride)
        stride = builder.mul(stride, length)
    populate_array(
        array,
        data=builder.inttoptr(word(0), context.get_data_type(array_type.dtype).as_pointer()),
        shape=shape,
        strides=strides,
        itemsize=ir.Constant(ir.IntType(64), item_size),
        meminfo=None,
    )
    return array._getvalue()


def register(world_class: type) -> None:
    """Let numba recognise instances of the Python class."""

    world_class._numba_type_ = world_type  # type: ignore[attr-defined]  # asked first, a third of the time of a call

    @typeof_impl.register(world_class)  # type: ignore[untyped-decorator]
    def _typeof_world(value: Any, context: Any) -> WorldType:
        return world_type
