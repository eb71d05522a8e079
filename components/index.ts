/**
 * The components, the service that composes them, and the types of its config. Import an adapter for each cloud in addition.
 *
 * @module
 */
export { type Cell, cell } from "./plan/cells/cell";
export type { CellArgs } from "./plan/config/cell";
export type { ConfigInput } from "./plan/config/config";
export type { ModelInput } from "./plan/config/models";
export { ConfigFaults, type Fault } from "./plan/faults";
export type { Cloud, RegionRef } from "./plan/places/catalogue";
export type { Existing, LandingZone, LandingZoneArgs, Target } from "./landing-zone/contract";
export type { RegionalServingArgs } from "./regional-serving/args";
export { RegionalServing } from "./regional-serving/component";
export type { Front, FrontAddress } from "./regional-serving/contract";
export type { Backend, GlobalRouterArgs } from "./global-router/args";
export { GlobalRouter } from "./global-router/component";
export type { EntryPoint, Names } from "./global-router/contract";
export type { ReplicatedStoreArgs } from "./replicated-store/args";
export { ReplicatedStore } from "./replicated-store/component";
export type { Store } from "./replicated-store/contract";
export type { ObservabilityHubArgs } from "./observability-hub/args";
export { ObservabilityHub } from "./observability-hub/component";
export type { ServiceArgs, ServiceCellConfig, ServiceConfig, ServiceRoutingConfig } from "./service/args";
export { type ByCloud, Service, type ServiceCell } from "./service/component";
export type { CloudAdapter } from "./service/contract";
