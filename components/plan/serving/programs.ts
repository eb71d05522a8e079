const tls = ["TLS_CERT", "TLS_KEY", "TLS_CA"] as const;
const names = ["TLS_CLIENT_NAMES", "TLS_OBSERVER_NAMES"] as const;
const store = ["STORE_HOST", "STORE_PORT", "STORE_NAME"] as const;
/** What the vendors' platforms set, and their own tools read. */
const vendors = {
    aws: [
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_ROLE_ARN",
        "AWS_ROLE_SESSION_NAME",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        "AWS_EC2_METADATA_DISABLED",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_S3",
        "AWS_ENDPOINT_URL_STS",
    ],
    google: ["CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE", "STORAGE_EMULATOR_HOST", "GCE_METADATA_HOST"],
    azure: [
        "AZURE_CLIENT_ID",
        "AZURE_TENANT_ID",
        "AZURE_FEDERATED_TOKEN_FILE",
        "AZURE_AUTHORITY_HOST",
        "AZURE_POD_IDENTITY_AUTHORITY_HOST",
        "AZURE_STORAGE_SERVICE_ENDPOINT",
        "IDENTITY_ENDPOINT",
        "IDENTITY_HEADER",
    ],
} as const;

/**
 * Programs of the runtime with the environment variables that configure them: required and optional ones. `runtime/README.md` documents
 * their meaning, each program's `environment.ts` or `environment.py` the allowed values.
 */
export const programs = {
    "model-server": {
        required: ["MODEL_NAME", "MODEL_VERSION", "MODEL_URI", "MODEL_DIGEST", "PORT"],
        optional: [
            "HOST",
            "HEALTH_PORT",
            "MAX_BODY_BYTES",
            "MODEL_RUNTIME",
            "IF_UNUSABLE",
            ...tls,
            ...names,
            "REGION",
            ...store,
            "FEATURES",
            "STALE_AFTER_SECONDS",
            "BASELINE",
            "SAMPLES_PERCENT",
            "SAMPLES_KEEP",
            "BATCH_SIZE",
            "BATCH_WAIT_MS",
        ],
    },
    // In Python. It listens on PORT or on SOCKET.
    "litert-server": {
        required: ["MODEL_NAME", "MODEL_VERSION", "MODEL_URI", "MODEL_DIGEST"],
        optional: ["HOST", "PORT", "SOCKET", "MAX_BODY_BYTES", "DELEGATE"],
    },
    "table-server": {
        required: ["CELL", "REGION", ...store, "TABLES", "PORT", ...tls],
        optional: ["HOST", "HEALTH_PORT", "DEADLINE_MS", "STALE_AFTER_SECONDS", ...names],
    },
    // Ends when the tables are made.
    operator: {
        required: ["CELL", "REGION", ...store, "SPEC", ...tls],
        optional: ["ADMINISTRATOR_CERT", "ADMINISTRATOR_KEY"],
    },
    // Ends when a copy of the tables is whole, or restored.
    backup: {
        required: [
            "TASK",
            "CELL",
            "REGION",
            ...store,
            "SPEC",
            "BUCKET",
            "PREFIX",
            "ACCESS_KEY_FILE",
            "ENCRYPTION_KEY_FILE",
            "DEADLINE_SECONDS",
            ...tls,
        ],
        optional: ["BUCKET_REGION", "RETAIN_DAYS", "COPY", "REPLACE"],
    },
    comparer: {
        required: ["CELL", "REGION", "GATE_HOST", "GATE_PORT", "GATE_NAME", "GATE_SERVER_NAME", "PORT", ...tls],
        optional: ["HOST", "HEALTH_PORT", "GATE_DEADLINE_SECONDS", "MAX_BODY_BYTES", ...names],
    },
    watcher: {
        required: ["CELL", "REGION", "WATCH", "PORT", ...tls],
        optional: [
            "HOST",
            "HEALTH_PORT",
            ...store,
            "STORE_CERT",
            "STORE_KEY",
            ...names,
            "GATES_HOST",
            "GATES_PORT",
            "GATES_NAME",
            "LOGS_AT",
        ],
    },
    // Beside a gate, in the same pod or on the same machine.
    keeper: {
        required: [
            "CELL",
            "REGION",
            "DIRECTORY",
            "WATCHER_HOST",
            "WATCHER_PORT",
            "WATCHER_NAME",
            "HEALTH_PORT",
            ...tls,
        ],
        optional: ["HOST"],
    },
    fetch: {
        required: ["SOURCE_URI", "MODEL_URI", "MODEL_DIGEST"],
        optional: [
            "UNPACK",
            "MAX_BYTES",
            "DEADLINE_SECONDS",
            "SOURCE_TOKEN",
            "DOCKER_CONFIG",
            ...vendors.aws,
            ...vendors.google,
            ...vendors.azure,
            ...tls,
            "REGION",
            ...store,
        ],
    },
    hub: {
        required: ["HUB", "SOCKET", "KEY", "MEMORY", "PORT"],
        optional: ["HOST", "HEALTH_PORT", "HEALTH_HOST", "METRICS_PORT", "METRICS_HOST", ...tls, "TLS_OBSERVER_NAMES"],
    },
    // Ends when it is known whether a cluster enforces NetworkPolicies. Kubernetes sets the last one in the pods of a Job.
    isolation: {
        required: ["CELL", "REGION", "PEER", "JOB_COMPLETION_INDEX"],
        optional: [],
    },
    // Kubernetes sets the last two in every container.
    certifier: {
        required: [
            "CELL",
            "REGION",
            "CERTIFICATES",
            "AUTHORITY_CERT",
            "AUTHORITY_KEY",
            "ROOT_CERT",
            "NAMESPACE",
            "POD_NAME",
            "LEASE",
            "HEALTH_PORT",
        ],
        optional: ["HOST", "VALID_HOURS", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"],
    },
} as const;

export type Program = keyof typeof programs;

type Required<P extends Program> = (typeof programs)[P]["required"][number];
type Optional<P extends Program> = (typeof programs)[P]["optional"][number];

/** A variable that a program reads. */
export type VariableOf<P extends Program> = Required<P> | Optional<P>;

/** The environment that an adapter configures a program with: texts, or values of the adapter's own that are known after an update. */
export type EnvironmentOf<P extends Program, Value = string> = Readonly<
    Record<Required<P>, Value | string> & Partial<Record<Optional<P>, Value | string>>
>;
