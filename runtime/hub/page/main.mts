import "uplot/dist/uPlot.min.css";
import "./styles/theme.css";
import "./styles/page.css";
import "./styles/tables.css";
import "./styles/regions.css";
import "./styles/map.css";
import "./styles/charts.css";

import { h, render } from "preact";

import { Page } from "./page";

render(h(Page, {}), document.getElementById("page")!);
