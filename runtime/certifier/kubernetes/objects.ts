/** What objects of the API server have in common. */
export interface KubernetesObject {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: {
        readonly name: string;
        readonly namespace: string;
        readonly labels?: Readonly<Record<string, string>>;
        /** Of an object that was read. Sent back, the API server refuses a write to an object that has changed since. */
        readonly resourceVersion?: string;
    };
}

/** A Lease of coordination.k8s.io/v1. */
export interface Lease extends KubernetesObject {
    readonly spec: {
        /** Default, and after a release: none. */
        readonly holderIdentity?: string;
        readonly leaseDurationSeconds?: number;
        readonly acquireTime?: string;
        readonly renewTime?: string;
        readonly leaseTransitions?: number;
    };
}

/** A Secret, whose values are base64. */
export interface Secret extends KubernetesObject {
    readonly type?: string;
    readonly data?: Readonly<Record<string, string>>;
}

/** Objects of one kind in one namespace. Each method rejects with an `ApiError` where the API server does not do it. */
export interface Objects<T extends KubernetesObject> {
    /** Undefined where there is none. */
    get(name: string): Promise<T | undefined>;
    create(object: T): Promise<T>;
    /** Replaces an object that has not changed since it was read. */
    update(object: T): Promise<T>;
}

/** A request that failed. */
export class ApiError extends Error {
    constructor(
        message: string,
        readonly remedy: string,
        /** Of HTTP. Default: there was no answer. */
        readonly status?: number,
        /** How long the API server wants the client to wait. */
        readonly retryAfterMs = 0,
    ) {
        super(message);
    }

    /** Another client has created or changed the object: the next attempt reads it again. */
    get isConflict(): boolean {
        return this.status === 409;
    }
}
