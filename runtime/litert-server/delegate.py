"""Where a model is computed: on an Edge TPU, or on the processor."""

import glob
import os

from environment import Faults

LIBRARY = "libedgetpu.so.1"
# Vendor and product of the Coral USB Accelerator, before and after its firmware is loaded.
USB = {("1a6e", "089a"), ("18d1", "9302")}


def devices(root="/"):
    """Edge TPUs of this machine: on PCI, with the driver `gasket` loaded, or on USB."""
    on_pci = sorted(glob.glob(os.path.join(root, "dev/apex_*")))
    on_usb = [
        device
        for device in sorted(glob.glob(os.path.join(root, "sys/bus/usb/devices/*")))
        if (text(device, "idVendor"), text(device, "idProduct")) in USB
    ]
    return on_pci + on_usb


def text(device, name):
    try:
        with open(os.path.join(device, name), encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return ""


def choose(wanted, log):
    """Delegates for the interpreter, none for the processor. Raises `Faults` where an Edge TPU is demanded and there is none."""
    found = [] if wanted == "cpu" else devices()
    if not found:
        if wanted == "edgetpu":
            raise refused("this machine has no Edge TPU: no /dev/apex_*, and none on USB", "connect one, or set it to auto or cpu")
        log.info("delegate", delegate="cpu", why="demanded" if wanted == "cpu" else "no Edge TPU is present")
        return "cpu", []
    from ai_edge_litert.interpreter import load_delegate

    try:
        delegates = [load_delegate(LIBRARY)]
    except (OSError, ValueError) as error:
        reason = f"{LIBRARY} can't use {found[0]}: {' '.join(str(error).split()) or type(error).__name__}"
        if wanted == "edgetpu":
            raise refused(reason, f"install {LIBRARY} and give this user the rights on the device") from error
        log.error("delegate unusable", reason=reason)
        log.info("delegate", delegate="cpu", why=f"{LIBRARY} can't be used")
        return "cpu", []
    log.info("delegate", delegate="edgetpu", device=found[0])
    return "edgetpu", delegates


def refused(reason, remedy):
    return Faults([f'DELEGATE: "edgetpu" [litert-server/no-edge-tpu]; allowed: auto, cpu; {reason}; {remedy}'])
