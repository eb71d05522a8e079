import assert from "node:assert/strict";

import { isPlaceholder } from "../../../../components/plan/config/images";
import { type Lock, parseLock } from "../../../../components/plan/config/lock";
import { checkConfig } from "../../../../components/plan/plan";
import { imageDigest } from "../../../support/images";
import { on } from "../sketches";

describe("the images that run on AWS", () => {
    const registry = "{account}.dkr.ecr.{region}.amazonaws.com/meridian";
    const lock: Lock = {
        version: 1,
        models: {},
        images: { runtime: imageDigest("1"), gate: imageDigest("2"), fetch: imageDigest("3") },
    };
    const check = (aws: object, lock?: Lock) => checkConfig(on("aws", { aws }), lock && { lock });
    const faultsIn = (aws: object, lock?: Lock) => check(aws, lock).faults.map(({ code, path }) => [code, path]);

    it("are those that the lock has, in the registry that the config names", () => {
        assert.deepEqual(check({ registry }, lock).value?.aws?.images, {
            gate: `${registry}/gate@${imageDigest("2")}`,
            server: `${registry}/runtime@${imageDigest("1")}`,
            fetch: `${registry}/fetch@${imageDigest("3")}`,
        });
    });

    it("are those that the config names, where it names some", () => {
        const server = `registry.example.com/own@${imageDigest("4")}`;
        const { value } = check({ registry, images: { server } }, lock);
        assert.deepEqual(
            [value?.aws?.images.server, value?.aws?.images.gate],
            [server, `${registry}/gate@${imageDigest("2")}`],
        );
    });

    it("must be known: by a registry and the lock, or by the config", () => {
        assert.deepEqual(faultsIn({}, lock), [["image/registry-missing", "aws.registry"]]);
        assert.deepEqual(faultsIn({ registry }), [["image/not-locked", "aws.registry"]]);
        const [fault] = check({ registry }, { ...lock, images: { gate: imageDigest("2") } }).faults;
        assert.match(fault!.problem, /runtime(,| and) fetch/);
        const image = `registry.example.com/own@${imageDigest("4")}`;
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
        assert.throws(() => parseLock({ ...lock, images: { envoy: imageDigest("1") } }));
        assert.throws(() => parseLock({ ...lock, images: { gate: "latest" } }));
    });
});

describe("a placeholder for a digest", () => {
    const hex = (digits: string) => `sha256:${digits}`;

    it("repeats up to 16 digits, and may end otherwise", () => {
        for (const pattern of ["0", "a", "12", "deadbeef", "0123456789abcdef"]) {
            const digits = pattern.repeat(64 / pattern.length);
            assert.ok(isPlaceholder(hex(digits)), pattern);
            assert.ok(
                isPlaceholder(`registry.example.com/gate@${hex(`${digits.slice(0, -16)}1234567890abcdef`)}`),
                pattern,
            );
        }
    });

    it("is no SHA-256 of a file, and no text that ends otherwise", () => {
        for (const content of ["", "a", "gate"]) assert.ok(!isPlaceholder(imageDigest(content)), content);
        for (const other of ["", "latest", hex("0".repeat(63)), hex("G".repeat(64))])
            assert.ok(!isPlaceholder(other), other);
    });

    it("differs from its pattern at the ends alone", () => {
        const zeros = "0".repeat(64);
        for (const [at, expected] of [
            [0, true],
            [15, true],
            [16, false],
            [47, false],
            [48, true],
            [63, true],
        ] as const) {
            assert.equal(isPlaceholder(hex(`${zeros.slice(0, at)}1${zeros.slice(at + 1)}`)), expected, String(at));
        }
    });
});
