import type { Entries } from "../entry";

/** Of programs of the runtime, which stacks configure by environment variables. */
export const environment: Entries = {
    "environment/variable-missing": {
        cause: "A program of the runtime started without an environment variable that it needs. It logs all missing and invalid variables and ends with exit code 2. An empty variable counts as missing.",
        example: `HOST=127.0.0.1 node dist/runtime/table-server/main.js # PORT is not set`,
        remedy: "Set the variable. `runtime/README.md` lists the variables of each program.",
    },
    "environment/variable-wrong": {
        cause: "An environment variable of a program of the runtime has a value in another form than the program accepts. The program ends with exit code 2.",
        example: `PORT=http node dist/runtime/table-server/main.js`,
        remedy: "Set the variable to a value in the form that the message describes, or unset it for its default where it has one.",
    },
    "environment/port-twice": {
        cause: "Two listeners of one program have the same port: that of `PORT`, and one such as `HEALTH_PORT` or `METRICS_PORT`. The second one could not open it.",
        example: `PORT=8443 HEALTH_PORT=8443 node dist/runtime/table-server/main.js`,
        remedy: "Set the second variable to a free port, or unset it where the program does not need it.",
    },
    "environment/tls-incomplete": {
        cause: "A program has some of the files that it needs for TLS, but not all. `TLS_CERT`, `TLS_KEY` and `TLS_CA` belong together, as do `TLS_CA` and `TLS_OBSERVER_NAMES` of a hub, and `ADMINISTRATOR_CERT` and `ADMINISTRATOR_KEY` of an operator that manages servers.",
        example: `TLS_CERT=tls.crt TLS_KEY=tls.key node dist/runtime/table-server/main.js # TLS_CA is not set`,
        remedy: "Set each variable to the path of a PEM file, or to names where it takes names. Where the message permits it, unset all of them.",
    },
    "environment/plain-beyond-loopback": {
        cause: "A program without TLS listens on an address that other machines can reach. Requests would be sent in plain text.",
        example: `HOST=0.0.0.0 PORT=8080 node dist/runtime/model-server/main.js # without TLS_CERT, TLS_KEY and TLS_CA`,
        remedy: "Set the variables of the TLS files, or set `HOST` to a loopback address such as `127.0.0.1`.",
    },
    "model-server/no-runtime": {
        cause: "The model server can't load ONNX Runtime. The package of the runtime is not installed, or its native library does not work on this machine: `onnxruntime-node` for `native`, `onnxruntime-web` for `wasm`.",
        example: `MODEL_RUNTIME=native node dist/runtime/model-server/main.js # onnxruntime-node is not installed`,
        remedy: "Install the package, or unset `MODEL_RUNTIME`: the server then uses whichever runtime works.",
    },
    "watch/logs-twice": {
        cause: "The file of a watcher lists log files, and `LOGS_AT` says that the platform stores the logs of the region. A watcher reads log files or reports where the platform has them, not both.",
        example: `LOGS_AT="kubectl logs -n screening-eu" WATCH=watch.json node dist/runtime/watcher/main.js # watch.json has logs`,
        remedy: "Remove `logs` from the file of the watcher, or unset `LOGS_AT`.",
    },
};
