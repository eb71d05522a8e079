import type { Entries } from "../entry";

export const server: Entries = {
    "server/other-protocol": {
        cause: "Releases of one model use different protocols. Clients reach all releases of a model by the same paths, so requests can't move between releases whose protocols differ. Only `oip-http` and the built-in server can be combined.",
        example: `models:
  - name: chat
    releases:
      "1.0.0": { artifact: "file:models/chat.onnx" } # the built-in server
      "2.0.0":
        artifact: file:models/chat.tar
        server: { protocol: openai, command: [vllm, serve, $(MODEL_PATH)] }`,
        remedy: "Use one protocol for all releases of the model, or split it into two models with names of their own.",
    },
    "server/command-missing": {
        cause: "A model runs in a region of `local`, and the server of one of its releases has no `command`. This machine runs programs, not images.",
        example: `cells:
  - name: eu
    regions: [local:eu-west]
models:
  - name: irises
    releases:
      "1.0.0":
        artifact: file:models/irises.joblib
        server:
          protocol: oip-http
          image: ghcr.io/acme/mlserver@sha256:…`,
        remedy: "Set `command` to the program and its arguments, or remove the regions of `local` from the cells of the model.",
    },
    "server/image-missing": {
        cause: "A model runs in a region of a cloud, and the server of one of its releases has no `image`. Clouds run a server as a container.",
        example: `cells:
  - name: eu
    regions: [aws:eu-west-1]
models:
  - name: irises
    releases:
      "1.0.0":
        artifact: file:models/irises.joblib
        server:
          protocol: oip-http
          command: [mlserver, start, $(WORK_DIRECTORY)]
          port: 8080`,
        remedy: "Set `image` to an image by its digest: `<registry>/<repository>@sha256:<digest>`. `crane digest <image>` prints the digest of a tag.",
    },
    "server/image-placeholder": {
        cause: "The digest of a server's image repeats a pattern, as `000…000` or `deadbeef…` do. No image has such a digest, so the server could not be pulled.",
        example: `models:
  - name: irises
    releases:
      "1.0.0":
        artifact: file:models/irises.joblib
        server:
          protocol: oip-http
          image: ghcr.io/acme/mlserver@sha256:0000000000000000000000000000000000000000000000000000000000000000`,
        remedy: "Replace the digest with the output of `crane digest <image>`.",
    },
    "server/ready-missing": {
        cause: "A server uses protocol `http` and has no `ready` path. This protocol defines no readiness check, so it would be unknown when the server can receive requests.",
        example: `models:
  - name: irises
    releases:
      "1.0.0":
        artifact: file:models/irises.joblib
        server: { protocol: http, command: [python, serve.py] }`,
        remedy: "Set `ready` to a path that answers 200 once the server can infer, as in `/healthz`.",
    },
    "server/ready-unused": {
        cause: "A server uses protocol `oip-grpc` and has a `ready` path. Over gRPC readiness is checked by the call `ModelReady`, so the path would have no effect.",
        example: `models:
  - name: irises
    releases:
      "1.0.0":
        artifact: file:models/irises.joblib
        server: { protocol: oip-grpc, command: [mlserver, start, .], ready: /healthz }`,
        remedy: "Remove `ready`, or set `protocol` to `oip-http`.",
    },
    "server/unpack-other": {
        cause: "A server has `unpack: tar`, but the name of the release's artifact has the ending of another format, such as `.zip` or `.onnx`. Only tar archives are unpacked, optionally compressed with gzip.",
        example: `models:
  - name: chat
    releases:
      "1.0.0":
        artifact: file:models/chat.zip
        server: { protocol: openai, command: [vllm, serve, $(MODEL_PATH)], unpack: tar }`,
        remedy: "Pack the directory with `npx meridian pack <directory>` and name that archive, or remove `unpack` if the server reads the file itself.",
    },
    "server/variable-blocked": {
        cause: "`env` or `secrets` of a server sets a variable with which KServe refuses a pod, as `PYTHONPATH` from version 0.18 on.",
        example: `serving:
  hosting: managed
models:
  - name: irises
    releases:
      "1.0.0":
        artifact: https://models.example.com/irises.joblib
        server:
          protocol: oip-http
          port: 8080
          image: registry.example.com/mlserver@sha256:…
          env: { PYTHONPATH: /opt/lib }`,
        remedy: "Set the variable in the image or in the command, or set `serving.hosting` to `container`.",
    },
    "server/variable-taken": {
        cause: "`env` or `secrets` of a server sets a variable that meridian sets for each release, such as `MODEL_NAME` or `PORT`, or both set the same variable.",
        example: `models:
  - name: irises
    releases:
      "1.0.0":
        artifact: file:models/irises.joblib
        server:
          protocol: oip-http
          command: [mlserver, start, .]
          env: { MODEL_NAME: irises }`,
        remedy: "Rename or remove a variable that meridian sets. Keep a variable in one of `env` and `secrets`.",
    },
    "server/unknown-variable": {
        cause: "`command` or `env` of a server refers to a variable that is not available there. `env` may refer to the variables that meridian sets; `command` may also refer to those of `env`. Neither may refer to secrets, since other users of a machine can read command lines. `$(HOST)` and `$(PORT)` exist only with `port`, `$(SOCKET)` only without it.",
        example: `models:
  - name: irises
    releases:
      "1.0.0":
        artifact: file:models/irises.joblib
        server:
          protocol: oip-http
          command: [mlserver, start, $(MODEL_DIRECTORY)]`,
        remedy: "Name an available variable, or write `$$(NAME)` for the text itself. Have the program read secrets from its environment.",
    },
    "server/lacking": {
        cause: "A model uses a feature that its server's protocol does not support. Shadows need `oip-http` or the built-in server, and signatures `oip-http`, `oip-grpc` or the built-in server. Feature look-ups, payload samples, drift baselines and batching need the built-in server.",
        example: `models:
  - name: chat
    batching: { size: 8 }
    releases:
      "1.0.0":
        artifact: file:models/chat.tar
        server: { protocol: openai, command: [vllm, serve, $(MODEL_PATH)] }`,
        remedy: "Remove the feature, use a protocol that supports it, or remove `server` to use the built-in server.",
    },
    "server/port-missing": {
        cause: "A model runs in a cloud, and the server of one of its releases has no `port`. Containers of a replica share no directory for a Unix socket, so the server must listen on a port.",
        example: `cells:
  - name: eu
    regions: [aws:eu-west-1]
models:
  - name: irises
    releases:
      "1.0.0":
        artifact: file:models/irises.joblib
        server:
          protocol: oip-http
          image: "{account}.dkr.ecr.{region}.amazonaws.com/mlserver@sha256:…"`,
        remedy: "Set `port` to the port that the server listens on. `$(PORT)` in `command` and `env` stands for it.",
    },
    "server/port-taken": {
        cause: "The `port` of a server is taken by a proxy that runs next to it. Containers of a replica share one network, so both could not listen.",
        example: `cells:
  - name: eu
    regions: [aws:eu-west-1]
models:
  - name: irises
    releases:
      "1.0.0":
        artifact: file:models/irises.joblib
        server:
          protocol: oip-http
          image: "{account}.dkr.ecr.{region}.amazonaws.com/mlserver@sha256:…"
          port: 9901`,
        remedy: "Set `port` to a port that is not listed in the message, such as 8080.",
    },
    "server/protocol-unreachable": {
        cause: "A server uses a protocol that the front of the cloud does not pass on. On `aws` the Application Load Balancer before the gate passes on HTTP/1.1, so `oip-grpc` can't reach a server there.",
        example: `cells:
  - name: eu
    regions: [aws:eu-west-1]
models:
  - name: irises
    releases:
      "1.0.0":
        artifact: file:models/irises.joblib
        server:
          protocol: oip-grpc
          image: "{account}.dkr.ecr.{region}.amazonaws.com/mlserver@sha256:…"
          port: 8080`,
        remedy: "Use `oip-http` or another allowed protocol, or limit the model to cells on other clouds with `cells`.",
    },
    "server/directory-unused": {
        cause: "A server with a `directory` runs in a cloud. There it runs in the working directory of its image, and `directory` would have no effect.",
        example: `cells:
  - name: eu
    regions: [aws:eu-west-1]
models:
  - name: irises
    releases:
      "1.0.0":
        artifact: file:models/irises.joblib
        server:
          protocol: oip-http
          image: "{account}.dkr.ecr.{region}.amazonaws.com/mlserver@sha256:…"
          port: 8080
          directory: servers/irises`,
        remedy: "Remove `directory`, and put the files that the server needs into its image.",
    },
    "server/too-large": {
        cause: "`command`, `env` and `secrets` of a server are too large for the definition of its container in a cloud. Together they may have 44 KiB on `aws`. Each reference to a variable and each secret counts as a few hundred bytes.",
        example: `models:
  - name: irises
    releases:
      "1.0.0":
        artifact: file:models/irises.joblib
        server:
          protocol: oip-http
          image: "{account}.dkr.ecr.{region}.amazonaws.com/mlserver@sha256:…"
          port: 8080
          env:
            LABELS_1: "…" # 4096 characters
            LABELS_2: "…" # 4096 characters, and so on to LABELS_11`,
        remedy: "Put long values into a file of the image, and pass the path of that file.",
    },
    "server/image-elsewhere": {
        cause: "A server's image is in a registry that the servers of a region can't pull from. On `aws` they reach only ECR in their own region. On `kubernetes` the name of an image can't contain `{account}`.",
        example: `cells:
  - name: eu
    regions: [aws:eu-west-1]
models:
  - name: irises
    releases:
      "1.0.0":
        artifact: file:models/irises.joblib
        server:
          protocol: oip-http
          image: ghcr.io/acme/mlserver@sha256:…
          port: 8080`,
        remedy: "Copy the image to the registry that the message names, as with `crane copy`, and use its name there. `{account}` and `{region}` stand for those that a server runs in.",
    },
};
