import { open } from "node:fs/promises";
import path from "node:path";

import { pathIn } from "../../components/plan/serving/release-file";
import { reasonOf, shown } from "../files";
import { digestOf, type Found, type OnProgress, SourceError } from "./source";

const remedy = "correct the path, which is relative to the project, or put the file there";

/** `file:models/1.onnx` or `file:///models/1.onnx`; what is not absolute is relative to the project. */
export async function resolveFile(artifact: string, root: string, onProgress: OnProgress): Promise<Found> {
    const file = path.resolve(root, pathIn(artifact) ?? artifact);
    try {
        const handle = await open(file);
        try {
            const { size } = await handle.stat();
            return await digestOf(handle.createReadStream({ autoClose: false }), size, onProgress);
        } finally {
            await handle.close();
        }
    } catch (error) {
        if (error instanceof SourceError) throw error;
        throw new SourceError(`${shown(file)}: ${reasonOf(error)}`, remedy);
    }
}
