import { createRequire } from "node:module";

import type { RuntimeName } from "../../runtime/model-server/environment";
import { decodeRequest } from "../../runtime/model-server/request";
import { chooseRuntime } from "../../runtime/model-server/runtime";
import { signatureOf } from "../../runtime/model-server/signature";
import { samples } from "../../tests/support/cell-under-test";

/** The part of ONNX Runtime's API that is used here. */
interface Ort {
    readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<OrtSession> };
    readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => object;
}

interface OrtSession {
    run(feeds: Readonly<Record<string, object>>): Promise<unknown>;
}

/** Calls the runtime itself for so many seconds, one record after the other, and returns how many it does in a core's second. */
export async function bareModel(
    module: string,
    name: RuntimeName,
    model: Uint8Array,
): Promise<(seconds: number) => Promise<number>> {
    const signature = signatureOf(await chooseRuntime(name).open(model));
    const ort = createRequire(__filename)(module) as Ort;
    // As the server has it.
    const options = { logSeverityLevel: 4, intraOpNumThreads: 1, interOpNumThreads: 1 };
    const session = await ort.InferenceSession.create(model, options);
    const records = samples.map(sample =>
        Object.fromEntries(
            Object.entries(decodeRequest(JSON.parse(sample), signature).feeds).map(
                ([input, { type, elements, shape }]) => [input, new ort.Tensor(type, elements, shape)] as const,
            ),
        ),
    );
    return async seconds => {
        const end = performance.now() + seconds * 1000;
        const before = process.cpuUsage();
        let runs = 0;
        while (performance.now() < end) await session.run(records[runs++ % records.length]!);
        const { user, system } = process.cpuUsage(before);
        return runs / ((user + system) / 1e6);
    };
}
