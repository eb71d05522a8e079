/**
 * The contract of an adapter: one small interface for each component, and the binding to a service.
 *
 * @module
 */
export type { Existing, LandingZone, LandingZoneArgs, Target } from "./landing-zone/contract";
export type { Front, FrontAddress, Serving, ServesModels, ServingLinks } from "./regional-serving/contract";
export { makesRecords, recordedBy, type RecordedNames } from "./landing-zone/recorded-by";
export type {
    EntryPoint,
    MadeRecord,
    MakesRecords,
    Names,
    RecordOptions,
    Routed,
    RoutesClients,
    ValidationRecord,
} from "./global-router/contract";
export type { Store, StoresData, TableAddress, TableAddresses } from "./replicated-store/contract";
export type { Watch, WatchesRegions, WatchLinks } from "./observability-hub/contract";
export { nodesOn, type Opened } from "./nodes";
export { type Overridden, type Override, overriding } from "./overrides";
export type { Called, Scope } from "./scope";
export type { Claim } from "./service/claims";
export type { BoundCloud, CloudAdapter, ServiceContext } from "./service/contract";
