"""A long way to a server: proxy.py PORT TARGET-PORT DELAY-SECONDS BYTES-A-SECOND

Each direction of each connection is delayed by DELAY and held to the rate.
"""

import asyncio
import sys

PIECE = 64 << 10


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float, rate: float) -> None:
    """Takes pieces at the rate, and hands each on when its time has come."""
    clock = asyncio.get_running_loop().time
    under_way: asyncio.Queue = asyncio.Queue(maxsize=int(rate * delay * 2 / PIECE) + 16)

    async def deliver() -> None:
        while (entry := await under_way.get()) is not None:
            due, piece = entry
            if (rest := due - clock()) > 0:
                await asyncio.sleep(rest)
            writer.write(piece)
            await writer.drain()
        writer.close()

    delivering = asyncio.create_task(deliver())
    free = clock()
    try:
        while piece := await reader.read(PIECE):
            # What a late wake-up cost may be made up for.
            free = max(free, clock() - 0.05) + len(piece) / rate
            await under_way.put((clock() + delay, piece))
            if (rest := free - clock()) > 0.002:
                await asyncio.sleep(rest)
    except ConnectionError:
        pass
    await under_way.put(None)
    await asyncio.gather(delivering, return_exceptions=True)


async def main() -> None:
    port, target, delay, rate = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", target, limit=PIECE)
        await asyncio.gather(
            carry(reader, back, delay, rate), carry(there, writer, delay, rate), return_exceptions=True
        )

    server = await asyncio.start_server(serve, "127.0.0.1", port, limit=PIECE)
    async with server:
        await server.serve_forever()


asyncio.run(main())
