import { writeFileSync } from "node:fs";
import { answerOf } from "../../command";
import type { Progress } from "../../progress";
import { versionIn } from "../../version";
import { npmLock } from "./npm-lock";
import { pinsFile, type Pins } from "./pins";
import { updateDebian } from "./update-debian";
import { newestNode, pinOf } from "./update-npm";

/** `npm run images -- --update-pins`: the newest of everything that is pinned here alone. Other pins are those of the tools and of npm's lock. */
export async function updatePins(progress: Progress): Promise<Pins> {
    const go = versionIn((await answerOf("go", ["version"])) ?? "");
    if (go === undefined)
        throw new Error("no go is on PATH, whose version is pinned; install Go from https://go.dev/dl");
    const node = await progress.step("looking for the newest Node with long-term support", newestNode);
    const pins: Pins = {
        go: `go${go}`,
        node,
        // Both runtimes of the model server are one release of ONNX Runtime.
        "onnxruntime-node": await pinOf("onnxruntime-node", npmLock("onnxruntime-web").version),
        debian: await updateDebian(progress),
    };
    writeFileSync(pinsFile(), `${JSON.stringify(pins, null, 2)}\n`);
    return pins;
}
