/** The sections of the settings, in order: each is a file of its own beside this one. */
import Archive from "@lucide/svelte/icons/archive";
import Bell from "@lucide/svelte/icons/bell";
import Clipboard from "@lucide/svelte/icons/clipboard";
import Info from "@lucide/svelte/icons/info";
import Keyboard from "@lucide/svelte/icons/keyboard";
import SlidersHorizontal from "@lucide/svelte/icons/sliders-horizontal";
import SunMoon from "@lucide/svelte/icons/sun-moon";
import User from "@lucide/svelte/icons/user";
import type { Component } from "svelte";
import type { SettingsSection } from "../../backend";
import AboutSection from "./AboutSection.svelte";
import AccountSection from "./AccountSection.svelte";
import AppearanceSection from "./AppearanceSection.svelte";
import ClipboardSection from "./ClipboardSection.svelte";
import GeneralSection from "./GeneralSection.svelte";
import NoticesSection from "./NoticesSection.svelte";
import ShortcutSection from "./ShortcutSection.svelte";
import VaultSection from "./VaultSection.svelte";

/** A section: what it is called and what it shows. */
export interface Section {
  section: SettingsSection;
  text: string;
  icon: Component;
  page: Component;
}

/** All of them. */
export const sections: readonly [Section, ...Section[]] = [
  { section: "general", text: "General", icon: SlidersHorizontal, page: GeneralSection },
  { section: "shortcut", text: "Shortcut", icon: Keyboard, page: ShortcutSection },
  { section: "vault", text: "Vault", icon: Archive, page: VaultSection },
  { section: "clipboard", text: "Clipboard", icon: Clipboard, page: ClipboardSection },
  { section: "notices", text: "Notices", icon: Bell, page: NoticesSection },
  { section: "appearance", text: "Appearance", icon: SunMoon, page: AppearanceSection },
  { section: "account", text: "Account", icon: User, page: AccountSection },
  { section: "about", text: "About", icon: Info, page: AboutSection },
];
