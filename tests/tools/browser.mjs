// SPDX-License-Identifier: MIT
// A page in Chromium, for Python: each line of the standard input is the name of a method of
// Playwright's Page and its arguments, as JSON; each line of the output is what it gave.
//
//     node browser.mjs PLAYWRIGHT CHROMIUM URL
//
// `complaints` is no method: it gives what the page has said in its console, and its errors.
import { createInterface } from "node:readline";

const [playwright, executablePath, url] = process.argv.slice(2);
const { chromium } = await import(playwright);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] }); // also as root
const page = await browser.newPage();
const complaints = [];
page.on("console", (message) => complaints.push(message.text()));
page.on("pageerror", (error) => complaints.push(error.message));
await page.goto(url);

for await (const line of createInterface({ input: process.stdin })) {
  const [method, ...words] = JSON.parse(line);
  let answer;
  try {
    answer = method === "complaints" ? complaints : await page[method](...words);
    if (typeof answer === "object" && !Array.isArray(answer)) answer = null; // a handle
  } catch (error) {
    answer = { error: error.message };
  }
  console.log(JSON.stringify(answer ?? null));
}
await browser.close();
