"""Loads and stores of big-endian numbers at any address, one machine instruction or two each.

Indexing an array of bytes eight times costs more than all the rest of a cell, and so does counting references to the
array in every function. Nothing checks the address: callers stay inside of their arrays, which their own callers hold.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import extending, types

from service.answers.rows.compiled import Word

# numba compiles by types, which have no annotations of their own.
_Llvm = Any
_intrinsic: Any = extending.intrinsic


def _point(builder: _Llvm, address: _Llvm, n_bits: int) -> _Llvm:
    """Return the pointer to a number."""
    return builder.inttoptr(address, ir.IntType(n_bits).as_pointer())


def _make_loader(result: _Llvm, n_bits: int, *, is_swapped: bool = True) -> Callable[[Word], Word]:
    @_intrinsic  # type: ignore[untyped-decorator]
    def load(_: _Llvm, at: _Llvm) -> tuple[_Llvm, _Llvm]:
        def generate(_: _Llvm, builder: _Llvm, signature: _Llvm, arguments: _Llvm) -> _Llvm:
            value = builder.load(_point(builder, arguments[0], n_bits), align=1)
            return builder.bswap(value) if is_swapped else value

        return result(types.int64), generate

    made: Callable[[Word], Word] = load
    return made


def _make_storer(kind: _Llvm, n_bits: int, *, is_swapped: bool = True) -> Callable[[Word, Word], None]:
    @_intrinsic  # type: ignore[untyped-decorator]
    def store(_: _Llvm, at: _Llvm, value: _Llvm) -> tuple[_Llvm, _Llvm]:
        def generate(context: _Llvm, builder: _Llvm, signature: _Llvm, arguments: _Llvm) -> _Llvm:
            value = builder.bswap(arguments[1]) if is_swapped else arguments[1]
            builder.store(value, _point(builder, arguments[0], n_bits), align=1)
            return context.get_dummy_value()

        return types.void(types.int64, kind), generate

    made: Callable[[Word, Word], None] = store
    return made


#: ``load(at)``: a number without a sign.
load8 = _make_loader(types.uint8, 8, is_swapped=False)
load16 = _make_loader(types.uint16, 16)
load32 = _make_loader(types.uint32, 32)
load64 = _make_loader(types.uint64, 64)
#: The same with a sign, in the machine's own order.
load_own32 = _make_loader(types.int32, 32, is_swapped=False)
load_own64 = _make_loader(types.int64, 64, is_swapped=False)
#: ``store(at, number)``: the lowest bits of a number.
store8 = _make_storer(types.uint8, 8, is_swapped=False)
store16 = _make_storer(types.uint16, 16)
store32 = _make_storer(types.uint32, 32)
store64 = _make_storer(types.uint64, 64)
#: The same, in the machine's own order.
store_own16 = _make_storer(types.int16, 16, is_swapped=False)
store_own32 = _make_storer(types.int32, 32, is_swapped=False)
store_own64 = _make_storer(types.int64, 64, is_swapped=False)
