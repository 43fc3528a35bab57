import { execFile } from 'node:child_process';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { CliResult } from '../../cli/support.ts';
import { bundle } from '../../support/bundle.ts';
import { helm } from '../../support/kubectl.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { type WatchStage, watchStage } from '../../support/watch-stage.ts';

/** A text that no output may ever hold: it stands in the values, in a Secret, in a hook's Secret and in NOTES.txt. */
export const planted = 'pl4nted-p4ssw0rd';
export const replanted = 'pl4nted-n3w-w0rd';

const templates = `
apiVersion: v1
kind: Secret
metadata: {name: {{ .Release.Name }}-auth}
stringData: {password: {{ .Values.password }}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-settings}
data:
  color: {{ .Values.color }}
  {{- if eq .Values.color "bad" }}{{ fail "no such color" }}{{ end }}
{{- if .Values.extra }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-extra}
data: {a: b}
{{- end }}
{{- if .Values.replicas }}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
    metadata: {labels: {app: {{ .Release.Name }}}}
    spec: {containers: [{name: vault, image: {{ .Values.image }}}]}
{{- end }}
`;

const hook = `
apiVersion: v1
kind: Secret
metadata:
  name: {{ .Release.Name }}-hook
  annotations: {helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-delete-policy: before-hook-creation}
stringData: {password: {{ .Values.password }}}
`;

const folder = scratchFolder();

/** A chart with everything in it that a tool shows, and a Secret. */
export const vaultChart = join(folder, 'vault');
writeText(join(vaultChart, 'Chart.yaml'), 'apiVersion: v2\nname: vault\nversion: 1.2.3\nappVersion: "4.5"\n');
writeText(
  join(vaultChart, 'values.yaml'),
  `password: ${planted}\ncolor: red\nextra: false\nreplicas: 0\nimage: vault\n`,
);
writeText(join(vaultChart, 'templates/all.yaml'), templates);
writeText(join(vaultChart, 'templates/hook.yaml'), hook);
writeText(join(vaultChart, 'templates/NOTES.txt'), 'The password of {{ .Release.Name }} is {{ .Values.password }}.\n');

export const watchesFile = writeText(
  join(folder, 'watches.yaml'),
  JSON.stringify([{ group: 'test.capstan.dev', version: 'v1', kind: 'Widget', chart: vaultChart }]),
);

/** An operator of vaults. */
export function vaultStage(flags: readonly string[] = []): Promise<WatchStage> {
  return watchStage({}, { chart: vaultChart, flags });
}

/** A release that a person makes with the real helm. */
export async function installByHelm({ test, namespace }: WatchStage, name: string, ...words: string[]): Promise<void> {
  await helm(test.kubeconfig, '-n', namespace, 'install', name, vaultChart, ...words);
}

/** The program as it ships: it starts in a fifth of the source's time. */
export async function program(kubeconfig: string, ...words: readonly string[]): Promise<CliResult> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', KUBECONFIG: kubeconfig };
  const file = await bundle();
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...words], { env, cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

/** Runs a command on the stage's namespace; whatever it says, no Secret is in it. */
export async function tool({ test, namespace }: WatchStage, ...words: readonly string[]): Promise<CliResult> {
  const result = await program(test.kubeconfig, ...words, '-n', namespace);
  for (const text of [planted, replanted]) {
    const said = result.stdout + result.stderr;
    for (const form of [text, Buffer.from(text).toString('base64')]) {
      assert.not.ok(said.includes(form), `capstan ${words.join(' ')} says ${form}:\n${said}`);
    }
  }
  return result;
}

/** What it printed; it must not fail. */
export async function told(stage: WatchStage, ...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await tool(stage, ...words);
  assert.is(code, 0, stderr + stdout);
  return stdout;
}

export async function dataTold<T>(stage: WatchStage, ...words: readonly string[]): Promise<T> {
  return JSON.parse(await told(stage, ...words, '-o', 'json')) as T;
}
