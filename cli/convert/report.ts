import { faultText } from "../../components/plan/fault-text";
import { shown } from "../files";
import { styleFor } from "../style";
import type { Written } from "./output";
import type { Converted, Failure, Tensor } from "./result";

/** What is read off a conversion, on standard output. */
export function report(made: Converted, { file, digest, unchanged }: Written, artifact: string): void {
    const { bad, dim, good, strong } = styleFor(process.stdout);
    const opsets = Object.entries(made.opsets).map(([domain, version]) => `${domain} ${version}`);
    const { rows, difference, tolerance } = made.compared;
    const lines = [
        ["digest", digest],
        ["model", `${made.estimator}, ${made.library} ${made.version}`],
        ["inputs", made.inputs.map(tensor).join(", ")],
        ["outputs", made.outputs.map(tensor).join(", ")],
        ["opset", opsets.join(", ")],
        ["compared", `${rows} rows, largest difference ${difference.toPrecision(2)}, allowed ${tolerance}`],
    ].map(([name = "", value = ""]) => `  ${dim(name.padEnd(8))}  ${value}`);
    const warnings = made.warnings.map(warning => `  ${bad("warning")}   ${warning}`);
    const state = good(unchanged ? "there already, the same" : "written");
    process.stdout.write(
        `${[`${strong(shown(file))}: ${state}`, ...lines, ...warnings, "", ...pasted(artifact, digest, made)].join("\n")}\n`,
    );
}

const tensor = ({ name, datatype, shape }: Tensor) => `${name} ${datatype} [${shape.join(", ")}]`;

/** What stands in a stack's config. */
function pasted(artifact: string, digest: string, { inputs, outputs }: Converted): string[] {
    const listed = (tensors: readonly Tensor[]) =>
        tensors.map(
            ({ name, datatype, shape }) =>
                `            - { name: ${JSON.stringify(name)}, datatype: ${datatype}, shape: [${shape.join(", ")}] }`,
        );
    return [
        "      releases:",
        '        "1.0.0":',
        `          artifact: ${artifact}`,
        `          digest: ${digest}`,
        "          signature:",
        "            inputs:",
        ...listed(inputs).map(line => `  ${line}`),
        "            outputs:",
        ...listed(outputs).map(line => `  ${line}`),
    ];
}

/** Why there is no model, on standard error. */
export function reportFailure(file: string, failure: Failure): void {
    const text = faultText({ ...failure, path: shown(file) }, {}, styleFor(process.stderr));
    process.stderr.write(`${text}\n`);
}
