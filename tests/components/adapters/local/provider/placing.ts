import { artifact, type ArtifactInputs } from "../../../../../components/adapters/local/provider/artifact";

// In a process of its own: Node reads the authorities that it trusts once, at its start.
artifact.apply(JSON.parse(process.argv[2]!) as ArtifactInputs).then(
    ({ found }) => {
        console.log(found);
    },
    (error: unknown) => {
        console.error((error as Error).message);
        process.exitCode = 1;
    },
);
