import assert from "node:assert/strict";

import {
    administratorHost,
    backupHost,
    cellHost,
    comparerHost,
    droppedPrefixes,
    credentialsHost,
    hubHost,
    ownHeaders,
    regionHost,
    serversHost,
    operatorHost,
    prometheusHost,
    restoreHost,
    storeHost,
    tablesHost,
    recordsHost,
    watcherHost,
} from "../../../components/plan/names";

describe("names", () => {
    it("a cell is called <cell>.<domain>", () => {
        assert.equal(cellHost("eu", "screening.example"), "eu.screening.example");
    });

    it("a region is called <region>.<cell>.<domain>, without its cloud", () => {
        assert.equal(regionHost("local:eu-west", "eu", "screening.example"), "eu-west.eu.screening.example");
    });

    it("a region's servers of models are called servers.<region>.<cell>.<domain>", () => {
        assert.equal(serversHost("eu-west.eu.screening.example"), "servers.eu-west.eu.screening.example");
    });

    it("a region's comparer is called comparer.<region>.<cell>.<domain>", () => {
        assert.equal(comparerHost("eu-west.eu.screening.example"), "comparer.eu-west.eu.screening.example");
    });

    it("what serves a region's tables is called tables.<region>.<cell>.<domain>, and its store's server store.…", () => {
        assert.equal(tablesHost("eu-west.eu.screening.example"), "tables.eu-west.eu.screening.example");
        assert.equal(storeHost("eu-west.eu.screening.example"), "store.eu-west.eu.screening.example");
        assert.equal(operatorHost("eu-west.eu.screening.example"), "operator.eu-west.eu.screening.example");
        assert.equal(administratorHost("eu-west.eu.screening.example"), "administrator.eu-west.eu.screening.example");
        assert.equal(backupHost("eu-west.eu.screening.example"), "backup.eu-west.eu.screening.example");
        assert.equal(restoreHost("eu-west.eu.screening.example"), "restore.eu-west.eu.screening.example");
        assert.equal(prometheusHost("eu-west.eu.screening.example"), "prometheus.eu-west.eu.screening.example");
    });

    it("a region's watcher is called watcher.<region>.<cell>.<domain>; its clients are hub.… and hands.<cell>.<domain>", () => {
        assert.equal(watcherHost("eu-west.eu.screening.example"), "watcher.eu-west.eu.screening.example");
        assert.equal(recordsHost("eu-west.eu.screening.example"), "standings.eu-west.eu.screening.example");
        assert.equal(hubHost("eu.screening.example"), "hub.eu.screening.example");
        assert.equal(credentialsHost("eu.screening.example"), "hands.eu.screening.example");
    });

    it("headers of the gates' own are called x-meridian-<name>", () => {
        assert.equal(ownHeaders, "x-meridian-");
        assert.ok(droppedPrefixes.includes(ownHeaders));
    });
});
