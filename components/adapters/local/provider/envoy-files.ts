import { findTool } from "../../../../tools";
import type { EnvoyConfiguration } from "../../../gate/configuration";
import { digestIn, digestOf, removeGateFiles } from "../../../../runtime/keeper/gate-files";
import { replaceGate } from "../../../../runtime/keeper/replace";
import { resolveIn } from "./files";
import type { Kind } from "./kind";

export interface EnvoyFilesInputs {
    readonly root: string;
    readonly directory: string;
    /** An `EnvoyConfiguration` as JSON. */
    readonly configuration: string;
}

export interface EnvoyFilesOutputs {
    /** Digest over the files as they are. */
    readonly found: string;
}

/** One Envoy's configuration as watched files: validated before use, replaced in an order that loses no request. */
export const envoyFiles: Kind<EnvoyFilesInputs, EnvoyFilesOutputs> = {
    identify: ({ directory }) => directory,
    async apply(inputs) {
        const configuration = configurationOf(inputs);
        await replaceGate(placeOf(inputs), configuration, await findTool("envoy"));
        return { found: digestOf(configuration, inputs) };
    },
    async inspect(inputs) {
        const found = await digestIn(placeOf(inputs), configurationOf(inputs));
        return found === undefined ? undefined : { found };
    },
    isRight: (inputs, { found }) => found === digestOf(configurationOf(inputs), inputs),
    remove: inputs => removeGateFiles(placeOf(inputs)),
};

const placeOf = ({ root, directory }: EnvoyFilesInputs) => ({ root: resolveIn(root), directory });
const configurationOf = ({ configuration }: EnvoyFilesInputs) => JSON.parse(configuration) as EnvoyConfiguration;
