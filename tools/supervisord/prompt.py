"""An extension of supervisord that has it look after its programs ten times a second.

By itself it looks once a second (`timeout` in `Supervisor.runforever`), and takes two looks to start again what has
ended: one to see it, one to start it. The name of an extension's section is free; `rpcinterface_factory` is called once,
before the loop (http://supervisord.org/configuration.html#rpcinterface-x-section-settings).
"""

SECONDS = 0.1


def make_interface(supervisord):
    poller = supervisord.options.poller
    wait = poller.poll
    poller.poll = lambda timeout: wait(min(timeout, SECONDS))
    return object()
