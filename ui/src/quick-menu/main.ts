import "@fontsource-variable/inter/wght.css";
import "../design/design-tokens.css";
import "../design/base.css";
import { mount } from "svelte";
import QuickMenu from "./QuickMenu.svelte";

const target = document.getElementById("app");
if (target) mount(QuickMenu, { target });
