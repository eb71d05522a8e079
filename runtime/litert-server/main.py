"""Serves one release of a TensorFlow Lite model: `python3 main.py`, configured by the environment (`environment.py`).

Ends with 0 after SIGTERM or SIGINT, 2 when the environment is refused, and 1 when it has failed.
"""

import asyncio
import os
import signal
from concurrent.futures import ThreadPoolExecutor

from environment import Faults, parse
from log import Log


def main():
    log = Log(model=os.environ.get("MODEL_NAME"), version=os.environ.get("MODEL_VERSION"))
    log.take_streams()
    try:
        environment = parse(os.environ)
        from delegate import choose

        return asyncio.run(serve(environment, choose(environment.delegate, log), log))
    except Faults as refused:
        log.error("environment refused", faults=refused.faults)
        return 2
    except ImportError as error:
        log.error("packages missing", reason=f"{error}; install requirements.txt, which is beside main.py")
        return 1
    except Exception as error:
        log.error("failed", reason=f"{type(error).__name__}: {error}")
        return 1


async def serve(environment, delegate, log):
    from application import Routes
    from listener import Listener
    from metrics import Metrics
    from model import Model, ModelBroken
    from protocol import Protocol
    from release import Release

    _, delegates = delegate
    release = Release(
        environment.name,
        environment.version,
        environment.path,
        environment.digest,
        lambda content, digest: Model(content, digest, delegates),
        log,
    )
    metrics = Metrics(release)
    loop = asyncio.get_running_loop()
    ending = loop.create_future()
    interpreter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="interpreter")
    protocol = Protocol(release, metrics, lambda work: loop.run_in_executor(interpreter, work))

    def failed(error):
        if isinstance(error, ModelBroken):
            end(1, str(error))

    application = Routes(protocol.routes(), metrics, environment.max_body_bytes, log, failed)

    def end(code, why):
        if not ending.done():
            ending.set_result((code, why))
        elif code == 0:
            os._exit(1)

    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, end, 0, each.name)
    try:
        listener = Listener(application, environment, log)
    except OSError as error:
        log.error("can't listen", reason=str(error))
        return 1
    watching = asyncio.create_task(release.watch())
    code, why = await ending
    log.info("shutdown", why=why)
    release.withdraw("the server is shutting down")
    await listener.drain()
    watching.cancel()
    log.info("stopped")
    return code


if __name__ == "__main__":
    # A run of the interpreter that does not end keeps its thread, and so would the process.
    os._exit(main())
