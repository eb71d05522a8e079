import assert from "node:assert/strict";

import { type Lock, parseLock } from "../../../../components/plan/config/lock";
import { checkConfig } from "../../../../components/plan/plan";
import { on } from "../sketches";

describe("the images that run on AWS", () => {
    const registry = "{account}.dkr.ecr.{region}.amazonaws.com/meridian";
    const digestOf = (digit: string) => `sha256:${digit.repeat(64)}`;
    const lock: Lock = {
        version: 1,
        models: {},
        images: { runtime: digestOf("1"), gate: digestOf("2"), fetch: digestOf("3") },
    };
    const check = (aws: object, lock?: Lock) => checkConfig(on("aws", { aws }), lock && { lock });
    const faultsIn = (aws: object, lock?: Lock) => check(aws, lock).faults.map(({ code, path }) => [code, path]);

    it("are those that the lock has, in the registry that the config names", () => {
        assert.deepEqual(check({ registry }, lock).value?.aws?.images, {
            gate: `${registry}/gate@${digestOf("2")}`,
            server: `${registry}/runtime@${digestOf("1")}`,
            fetch: `${registry}/fetch@${digestOf("3")}`,
        });
    });

    it("are those that the config names, where it names some", () => {
        const server = `registry.example.com/own@${digestOf("4")}`;
        const { value } = check({ registry, images: { server } }, lock);
        assert.deepEqual(
            [value?.aws?.images.server, value?.aws?.images.gate],
            [server, `${registry}/gate@${digestOf("2")}`],
        );
    });

    it("must be known: by a registry and the lock, or by the config", () => {
        assert.deepEqual(faultsIn({}, lock), [["aws/registry-missing", "aws.registry"]]);
        assert.deepEqual(faultsIn({ registry }), [["aws/image-not-locked", "aws.registry"]]);
        const [fault] = check({ registry }, { ...lock, images: { gate: digestOf("2") } }).faults;
        assert.equal(fault?.allowed, "with the digests of runtime, fetch in meridian.lock.json");
        const image = `registry.example.com/own@${digestOf("4")}`;
        assert.deepEqual(faultsIn({ images: { gate: image, server: image, fetch: image } }), []);
    });

    it("lie in a registry without a scheme", () => {
        assert.deepEqual(faultsIn({ registry: "https://registry.example.com" }, lock), [
            ["config/value", "aws.registry"],
        ]);
        assert.deepEqual(faultsIn({ registry: "127.0.0.1:5000/meridian/" }, lock), [["config/value", "aws.registry"]]);
        assert.deepEqual(faultsIn({ registry: "127.0.0.1:5000/meridian" }, lock), []);
    });

    it("have digests in the lock, by names of images", () => {
        assert.deepEqual(parseLock(lock), lock);
        assert.throws(() => parseLock({ ...lock, images: { envoy: digestOf("1") } }));
        assert.throws(() => parseLock({ ...lock, images: { gate: "latest" } }));
    });
});
