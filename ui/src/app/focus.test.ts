import { beforeEach, expect, test } from "vitest";
import { onTestFinished } from "vitest";
import { keepFocus } from "./focus";
import { settled } from "../testing/mounted";

const find = (id: string) => document.getElementById(id) ?? document.body;

let keeping: ReturnType<typeof keepFocus>;

beforeEach(() => {
  document.body.innerHTML = `
    <button id="before">Before</button>
    <main><h1 id="title">Title</h1>
      <div id="list" tabindex="-1"><p id="row"><button id="inner">Inner</button></p></div>
      <button id="alone">Alone</button>
    </main>`;
  keeping = keepFocus(() => document.querySelector("main"));
  onTestFinished(() => {
    keeping.end();
    document.body.replaceChildren();
  });
});

test("a lost focus goes to the nearest part around that can take it", async () => {
  find("before").focus();
  find("inner").focus();
  find("row").remove();
  await settled();
  expect(document.activeElement).toBe(find("list"));
});

test("without one it goes to where it was before", async () => {
  find("before").focus();
  find("alone").focus();
  find("alone").remove();
  await settled();
  expect(document.activeElement).toBe(find("before"));
});

test("without either it goes to the title", async () => {
  find("alone").focus();
  find("alone").remove();
  await settled();
  expect(document.activeElement).toBe(find("title"));
});

test("what was before a page is forgotten with it", async () => {
  find("before").focus();
  find("alone").focus();
  keeping.forget();
  find("alone").focus();
  find("alone").remove();
  await settled();
  expect(document.activeElement).not.toBe(find("before"));
});

test("a focus that somebody else has put right is left there", async () => {
  find("alone").focus();
  find("alone").remove();
  find("inner").focus();
  await settled();
  expect(document.activeElement).toBe(find("inner"));
});

test("nobody's focus is given to nobody", async () => {
  find("row").remove();
  await settled();
  expect(document.activeElement).toBe(document.body);
});

test.each(["select", "summary"])("a %s can take it", async (kind) => {
  const part = document.createElement(kind);
  find("list").before(document.createElement("details"));
  document.querySelector("details")?.append(part);
  part.focus();
  find("alone").focus();
  find("alone").remove();
  await settled();
  expect(document.activeElement).toBe(part);
});
