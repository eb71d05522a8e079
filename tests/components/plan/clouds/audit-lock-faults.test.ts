import assert from "node:assert/strict";

import { auditLockFaults } from "../../../../components/plan/clouds/audit-lock-faults";

describe("a lock on files of trails on AWS", () => {
    type Config = Parameters<typeof auditLockFaults>[0];
    const cell = (name: string, region: string, ...standards: readonly string[]) => ({
        name,
        regions: [region],
        standards,
    });
    const pathsOf = (change: object) =>
        auditLockFaults({
            aws: { auditLock: { mode: "governance", days: 90 } },
            cells: [cell("eu", "aws:eu-west-1")],
            observability: { audit: true },
            ...change,
        } as unknown as Config).map(({ path }) => path);
    const locked = (days: number) => ({ aws: { auditLock: { mode: "compliance", days } } });

    it("is accepted for as long as logs are retained", () => {
        assert.deepEqual(pathsOf({}), []);
        assert.deepEqual(pathsOf({ ...locked(365), observability: { audit: true, logs: { retainDays: 365 } } }), []);
    });

    it("is refused for longer than the logs of one of the cells on AWS are retained", () => {
        const cells = [cell("eu", "aws:eu-west-1"), cell("us", "aws:us-east-1", "hipaa")];
        assert.deepEqual(pathsOf({ ...locked(91), cells }), ["aws.auditLock.days"]);
        assert.deepEqual(pathsOf({ ...locked(91), cells: cells.slice(1) }), []);
        assert.deepEqual(pathsOf({ ...locked(91), cells: [cell("here", "local:eu-west"), cells[1]] }), []);
    });

    it("is refused without trails, and in stacks that delete them", () => {
        assert.deepEqual(pathsOf({ observability: undefined }), ["aws.auditLock"]);
        assert.deepEqual(pathsOf({ store: { ephemeral: true } }), ["aws.auditLock"]);
        assert.deepEqual(pathsOf({ store: { ephemeral: false } }), []);
    });

    it("is none where the config has none", () => {
        assert.deepEqual(pathsOf({ aws: undefined, observability: undefined }), []);
        assert.deepEqual(pathsOf({ aws: {}, store: { ephemeral: true } }), []);
    });
});
