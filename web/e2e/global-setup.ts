import type { FullConfig } from "@playwright/test";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { strangersHouse, tellHouses, type House } from "./house";

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === "object") done(address.port);
        else fail(new Error("no free port"));
      });
    });
  });
}

function binary(): string {
  const named = process.env.RINGWRIGHT_BIN;
  const built = ["release", "debug"].map((profile) => resolve(import.meta.dirname, `../../target/${profile}/ringwright`));
  const found = named ?? built.find((path) => existsSync(path));
  if (!found) throw new Error("Build the program first, or name it: RINGWRIGHT_BIN=/path/to/ringwright npm run e2e");
  return found;
}

/** Starts the program with a fresh data folder. Gives it, and what stops it. */
async function start(): Promise<{ house: House; stop: () => Promise<void> }> {
  const data = await mkdtemp(join(tmpdir(), "ringwright-e2e-"));
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const args = ["serve", "--bind", "127.0.0.1", "--port", String(port), "--data", data, "--sandbox-port", String(sandboxPort), "--behind-proxy", "--loopback-webhooks"];
  const server = spawn(binary(), args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-8_000);
  };
  server.stdout.on("data", keep);
  server.stderr.on("data", keep);

  const stop = async () => {
    if (server.exitCode === null) {
      const gone = new Promise((done) => server.once("exit", done));
      server.kill("SIGTERM");
      const late = setTimeout(() => server.kill("SIGKILL"), 5_000);
      await gone;
      clearTimeout(late);
    }
    await rm(data, { recursive: true, force: true });
  };

  const until = Date.now() + 30_000;
  for (;;) {
    if (server.exitCode !== null) throw new Error(`The program ended with ${server.exitCode}:\n${output}`);
    const ready = await fetch(`${url}/readyz`).then((answer) => answer.ok, () => false);
    if (ready) break;
    if (Date.now() > until) {
      await stop();
      throw new Error(`The program was not ready after 30 s:\n${output}`);
    }
    await pause(100);
  }

  const login = new Map(
    (await readFile(join(data, "demo-login.txt"), "utf8"))
      .split("\n")
      .map((line) => line.trim().split("="))
      .map(([name = "", ...value]) => [name, value.join("=")]),
  );
  const house = { url, sandbox: `http://127.0.0.1:${sandboxPort}`, email: login.get("email") ?? "", password: login.get("password") ?? "" };
  return { house, stop };
}

/** Gives every worker a program of its own, unless the stories are told in somebody else's. */
export default async function globalSetup({ workers }: FullConfig): Promise<(() => Promise<void>) | undefined> {
  if (strangersHouse()) return undefined;
  const started: Awaited<ReturnType<typeof start>>[] = [];
  const stop = async () => {
    await Promise.all(started.map((one) => one.stop()));
  };
  try {
    while (started.length < workers) started.push(await start());
  } catch (error) {
    await stop();
    throw error;
  }
  tellHouses(started.map((one) => one.house));
  return stop;
}
