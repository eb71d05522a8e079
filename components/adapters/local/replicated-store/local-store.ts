import { quoted } from "../../../plan/faults";
import type { RegionRef } from "../../../plan/places/catalogue";
import type { StorePlan } from "../../../plan/store/store-plan";
import type { Store } from "../../../replicated-store/contract";
import { own } from "../../shared/own";
import type { ArtifactSource, CellArtifact } from "./artifacts";
import type { ServerAddress } from "./servers";
import type { TableServer } from "./table-server";

/** A cell's store on this machine, as what serves its regions uses it. */
export class LocalStore implements Store {
    /** Paths under which each region's gate has the tables. */
    readonly tables: Store["tables"];
    private readonly artifacts = new Map<string, CellArtifact>();

    constructor(
        /** The component's name, which its processes have. */
        readonly name: string,
        readonly plan: StorePlan,
        readonly nodes: Store["nodes"],
        /** What serves the tables in each region. */
        readonly tableServers: Readonly<Record<RegionRef, TableServer>>,
        /** Where each region's server of the store is, for what runs beside it. */
        readonly servers: Readonly<Record<RegionRef, ServerAddress>>,
        private readonly makeArtifact: (source: ArtifactSource) => CellArtifact,
    ) {
        this.tables = Object.fromEntries(
            plan.tables.map(({ name }) => [
                name,
                Object.fromEntries(
                    Object.entries(tableServers).map(([region, { process }]) => [
                        region,
                        { name: process.state.apply(() => `/v1/tables/${name}`) },
                    ]),
                ),
            ]),
        );
    }

    /** A release's file in every region of the cell; releases with one digest share one. */
    artifact(source: ArtifactSource): CellArtifact {
        const made = this.artifacts.get(source.digest) ?? this.makeArtifact(source);
        this.artifacts.set(source.digest, made);
        return made;
    }
}

/** The store of a component of this machine; one of another adapter is refused. */
export function ownStore(store: Store): LocalStore {
    return own("local", LocalStore, store, {
        path: "store",
        value: store.plan.cell.name,
        subject: `the store of cell ${quoted(store.plan.cell.name)}`,
        remedy: "create it with landing zones of local()",
    });
}
