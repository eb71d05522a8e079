import { goesOnFrom, prepared } from "./killed";
import type { Rehearsal } from "./rehearsal";

describe("an update whose engine is killed, rehearsed", function () {
    this.timeout(600_000);
    let rehearsal: Rehearsal;

    before(async () => {
        rehearsal = await prepared();
    });
    after(() => rehearsal.dispose());

    it("goes on from what there is, where it was making a service", () =>
        goesOnFrom("aws:ecs/service:Service", rehearsal));
});
