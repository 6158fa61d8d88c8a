import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./design/design-tokens.css";
import "./design/base.css";
import { mount } from "svelte";
import App from "./app/App.svelte";
import { loadFonts } from "./design/fonts";

loadFonts();
const target = document.getElementById("app");
if (target) mount(App, { target });
