import assert from "node:assert/strict";
import { resolve } from "node:path";
import { parseEnvironment } from "../../../runtime/model-server/environment";
import { ConfigFaults } from "../../../components/plan/faults";

const good = {
    MODEL_NAME: "screening",
    MODEL_VERSION: "1.0.0",
    MODEL_URI: "file:///models/a%20b.onnx",
    MODEL_DIGEST: `sha256:${"0".repeat(64)}`,
    PORT: "8080",
};

function faults(env: NodeJS.ProcessEnv): readonly string[] {
    try {
        parseEnvironment(env);
    } catch (error) {
        assert.ok(error instanceof ConfigFaults);
        return error.faults.map(({ path }) => path);
    }
    return [];
}

describe("the environment of a model server", () => {
    it("is read with its defaults", () => {
        assert.deepEqual(parseEnvironment(good), {
            model: { name: "screening", version: "1.0.0", path: "/models/a b.onnx", digest: good.MODEL_DIGEST },
            host: "127.0.0.1",
            port: 8080,
            ifUnusable: "wait",
            maxBodyBytes: 8 * 1024 * 1024,
            staleAfterMs: Infinity,
        });
    });

    it("says where the release's baseline is, where it has one", () => {
        assert.equal(parseEnvironment({ ...good, BASELINE: "b.json" }).baseline, resolve("b.json"));
        assert.equal(parseEnvironment({ ...good, BASELINE: "" }).baseline, undefined);
    });

    it("says how requests are computed together, and by default that each is computed alone", () => {
        assert.deepEqual(parseEnvironment({ ...good, BATCH_SIZE: "8" }).batching, { size: 8, waitMs: 0 });
        assert.deepEqual(faults({ ...good, BATCH_SIZE: "1", BATCH_WAIT_MS: "0.5" }), ["BATCH_SIZE", "BATCH_WAIT_MS"]);
        assert.equal(parseEnvironment({ ...good, BATCH_WAIT_MS: "5" }).batching, undefined);
    });

    it("takes a plain path, relative to where the server runs", () => {
        assert.equal(parseEnvironment({ ...good, MODEL_URI: "models/x.onnx" }).model.path, resolve("models/x.onnx"));
    });

    it("reports every faulty variable at once", () => {
        const wrong = { MODEL_VERSION: "a/b", MODEL_URI: "s3://bucket/x", MODEL_DIGEST: "sha256:12", PORT: "65536" };
        assert.deepEqual(faults({ ...wrong, MODEL_RUNTIME: "gpu", MAX_BODY_BYTES: "8MB" }), [
            "MAX_BODY_BYTES",
            "MODEL_DIGEST",
            "MODEL_NAME",
            "MODEL_RUNTIME",
            "MODEL_URI",
            "MODEL_VERSION",
            "PORT",
        ]);
    });

    it("counts an empty variable as not set", () => {
        assert.deepEqual(faults({ ...good, HOST: "", MODEL_RUNTIME: "", TLS_CERT: "", PORT: "" }), ["PORT"]);
    });

    it("fails with what is allowed for a URI it can't read, without showing credentials in it", () => {
        const env = { ...good, MODEL_URI: "https://user:pass@store/x.onnx?sig=secret" };
        assert.throws(() => parseEnvironment(env), /"https:\/\/…@store\/x\.onnx\?…", expected a path, or a file: URL/);
    });

    it("wants all three TLS files or none", () => {
        assert.deepEqual(faults({ ...good, TLS_CERT: "a.pem" }), ["TLS_CA", "TLS_KEY"]);
        assert.deepEqual(faults({ ...good, TLS_CERT: "a.pem", TLS_KEY: "b.pem", TLS_CA: "c.pem" }), []);
    });

    describe("of a cell that has a store", () => {
        const tls = { TLS_CERT: "a.pem", TLS_KEY: "b.pem", TLS_CA: "c.pem" };
        const store = { REGION: "local:eu-west", STORE_HOST: "127.0.0.1", STORE_PORT: "4222", STORE_NAME: "store.eu" };

        it("says where that is, and what is looked up there", () => {
            const { store: found, features } = parseEnvironment({ ...good, ...tls, ...store, FEATURES: "f.json" });
            assert.deepEqual(
                [found!.host, found!.port, found!.name, found!.inbox],
                ["127.0.0.1", 4222, "store.eu", "_INBOX.models.local:eu-west"],
            );
            assert.equal(features, resolve("f.json"));
        });

        it("says how far a copy may be behind before what is looked up there is marked", () => {
            const of = (STALE_AFTER_SECONDS: string) => ({ ...good, ...tls, ...store, STALE_AFTER_SECONDS });
            assert.equal(parseEnvironment(of("7.5")).staleAfterMs, 7_500);
            assert.deepEqual(
                ["0", "-1", "soon"].map(wrong => faults(of(wrong))),
                [["STALE_AFTER_SECONDS"], ["STALE_AFTER_SECONDS"], ["STALE_AFTER_SECONDS"]],
            );
        });

        it("may look nothing up, and then has its file from there only", () => {
            const { store: found, features } = parseEnvironment({ ...good, ...tls, ...store });
            assert.ok(found !== undefined && features === undefined);
        });

        it("is not whole with features and no store, or a store and no certificate to show it", () => {
            assert.deepEqual(faults({ ...good, ...tls, FEATURES: "f.json" }), [
                "REGION",
                "STORE_HOST",
                "STORE_NAME",
                "STORE_PORT",
            ]);
            assert.deepEqual(faults({ ...good, ...store }), ["TLS_CA", "TLS_CERT", "TLS_KEY"]);
        });
    });

    it("refuses to listen beyond loopback without TLS", () => {
        for (const host of ["0.0.0.0", "::", "10.0.0.1", "example.com", "127.0.0.1.example.com"]) {
            assert.deepEqual(faults({ ...good, HOST: host }), ["HOST"], host);
        }
        for (const host of ["127.0.0.1", "127.1.2.3", "::1", "localhost"]) {
            assert.deepEqual(faults({ ...good, HOST: host }), [], host);
        }
        assert.deepEqual(faults({ ...good, HOST: "0.0.0.0", TLS_CERT: "a", TLS_KEY: "b", TLS_CA: "c" }), []);
    });
});
