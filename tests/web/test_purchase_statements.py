"""How many statements a purchase over HTTP sends beside those of its own unit."""

from __future__ import annotations

from typing import ParamSpec, TypeVar

from storage.store import Store, Unit
from storage.work import Work
from tests.actions.test_purchase_statements import counting
from tests.web.rig import a_shop

P = ParamSpec("P")
T = TypeVar("T")


class CountedStore:
    """A store that notes what each of its units sends."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.units: list[list[str]] = []

    async def write(self, unit: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        def noted(work: Work) -> T:
            with counting(work) as counted:
                result = unit(counted, *args, **kwargs)
            self.units.append(counted.sent)
            return result

        return await self._store.write(noted)

    async def read(self, query: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._store.read(query, *args, **kwargs)

    async def study(self, query: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._store.study(query, *args, **kwargs)

    async def close(self) -> None:
        await self._store.close()


async def test_the_key_and_the_remembered_answer_are_all_that_http_adds(store: Store) -> None:
    counted = CountedStore(store)
    async with a_shop(counted) as shop:
        anna = await shop.member()
        for _ in range(2):
            await shop.till.buy(anna, 30_000_00)
        counted.units.clear()
        await shop.till.buy(anna, 30_000_00)

    assert [len(sent) for sent in counted.units] == [12 + 5]
    beside = [text.split()[0] for text in counted.units[0] if "requests" in text or "api_keys" in text]
    assert beside == ["SELECT", "INSERT", "UPDATE"]
    assert [text for text in counted.units[0] if "SAVEPOINT" in text] == [
        "SAVEPOINT inner_work",
        "RELEASE SAVEPOINT inner_work",
    ]
