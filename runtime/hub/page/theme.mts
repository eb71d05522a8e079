/**
 * Runs before the page is drawn, so that who has chosen dark isn't shown white first. Where a browser keeps nothing (a private
 * window, storage turned off) the choice lasts as long as the page.
 */
import { chosenTheme, showTheme } from "./theme-choice";

showTheme(chosenTheme());
