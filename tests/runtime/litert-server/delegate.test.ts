import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { getLitertServer } from "../../../tools/litert";
import { modelFile } from "./server";

/** A delegate in C that takes no operator: what libedgetpu exports, and as the interpreter calls it. */
const library = `
#include <stdint.h>
#include <stdlib.h>
struct Delegate { void *data; int (*prepare)(void *, struct Delegate *); void *others[3]; int64_t flags; void *builder; };
static int prepare(void *context, struct Delegate *delegate) { return 0; }
void *tflite_plugin_create_delegate(char **keys, char **values, size_t count, void (*report)(const char *)) {
    if (getenv("NO_DEVICE")) { report("no device"); return NULL; }
    struct Delegate *made = calloc(1, sizeof *made);
    made->prepare = prepare;
    return made;
}
void tflite_plugin_destroy_delegate(struct Delegate *made) { free(made); }
`;

/** Chooses as on a machine with a device, and computes a row on what was chosen. Prints the log, and the answer or the fault. */
const script = (library: string, wanted: string) => `
import json, numpy, delegate
from environment import Faults
from model import Model
delegate.LIBRARY, delegate.devices = ${JSON.stringify(library)}, lambda: ["/dev/apex_0"]
class Log:
    lines = []
    def info(self, event, **fields): self.lines.append({"event": event, **fields})
    error = info
try:
    _, delegates = delegate.choose(${JSON.stringify(wanted)}, Log())
    model = Model(open(${JSON.stringify(modelFile("classifier"))}, "rb").read(), "sha256:", delegates)
    answer = model.run({"features": numpy.array([[1, 2, 3, 4]], numpy.int8)}, model.signature.outputs)["scores"].tolist()
except Faults as refused:
    answer = refused.faults
print(json.dumps([Log.lines, answer]))
`;

describe("the delegate of a LiteRT server", () => {
    let directory: string;
    before(() => {
        directory = mkdtempSync(path.join(tmpdir(), "litert-delegate-"));
    });
    after(() => {
        rmSync(directory, { recursive: true, force: true });
    });

    async function python(code: string, env: Readonly<Record<string, string>> = {}): Promise<unknown> {
        const { command, environment } = await getLitertServer();
        const [program, main = ""] = command;
        const PYTHONPATH = `${path.dirname(main)}:${environment.PYTHONPATH}`;
        const said = execFileSync(program, ["-c", code], {
            env: { ...env, PYTHONPATH },
            encoding: "utf8",
            stdio: "pipe",
        });
        return JSON.parse(said);
    }

    it("is for Edge TPUs on PCI and on USB, and for no other device", async () => {
        const file = (name: string, text: string) => {
            mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
            writeFileSync(path.join(directory, name), text);
        };
        file("dev/apex_0", "");
        for (const [device, vendor, product] of [
            ["1-1", "1d6b", "0002"],
            ["1-2", "18d1", "9302"],
            ["2-1", "1a6e", "089a"],
            ["2-2", "18d1", "4ee7"],
        ]) {
            file(`sys/bus/usb/devices/${device}/idVendor`, `${vendor}\n`);
            file(`sys/bus/usb/devices/${device}/idProduct`, `${product}\n`);
        }
        const found = await python(
            `import json, delegate; print(json.dumps(delegate.devices(${JSON.stringify(directory)})))`,
        );
        assert.deepEqual(
            (found as string[]).map(name => path.relative(directory, name)),
            ["dev/apex_0", "sys/bus/usb/devices/1-2", "sys/bus/usb/devices/2-1"],
        );
    });

    it("is loaded where a device is present; where it can't be used, the processor computes, or the start is refused", async function () {
        const [source, built] = ["delegate.c", "delegate.so"].map(name => path.join(directory, name)) as [
            string,
            string,
        ];
        writeFileSync(source, library);
        if (spawnSync("cc", ["-shared", "-fPIC", "-o", built, source]).status !== 0) this.skip();
        const answer = [[14, 9, 8]];
        assert.deepEqual(await python(script(built, "auto")), [
            [{ event: "delegate", delegate: "edgetpu", device: "/dev/apex_0" }],
            answer,
        ]);
        const [lines, computed] = (await python(script(built, "auto"), { NO_DEVICE: "1" })) as [
            { event: string; reason?: string }[],
            unknown,
        ];
        assert.deepEqual(
            lines.map(({ event }) => event),
            ["delegate unusable", "delegate"],
        );
        assert.match(lines[0]!.reason ?? "", /delegate\.so can't use \/dev\/apex_0: .* no device/);
        assert.deepEqual(computed, answer);
        const [, [fault]] = (await python(script("libnone.so", "edgetpu"))) as [unknown, string[]];
        assert.match(fault!, /^DELEGATE: "edgetpu" .* libnone\.so can't use \/dev\/apex_0: .*; install libnone\.so/);
    });
});
