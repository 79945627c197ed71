import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { VARIABLES, type VariableName, type VariableValues } from './config-variables.ts'
import { AppError } from './errors.ts'
import type { LogLevel } from './log.ts'
import { projectRoot } from './paths.ts'
import type { SigningAlgorithm } from './signing.ts'
import type { CipherSuite } from './vault.ts'

export { CONFIG_VARIABLES } from './config-variables.ts'

export interface WechatAccount {
  appId: string
  appSecret: string
  token: string
  aesKey: string | null
}

/**
 * How /api/messages is served. 'open': unauthenticated, which happens on a loopback HOST outside production only.
 * 'off': not at all (a HOST that others reach but no credentials, or MICROSOFT_APP_TYPE=none).
 */
export type MessagesAccess = 'authenticated' | 'open' | 'off'

export interface Config {
  production: boolean
  /** 0 takes any free port. */
  port: number
  host: string
  /** Without a slash at the end. */
  publicUrl: string
  logLevel: LogLevel
  databaseUrl: string
  /** Absolute path of the folder for data.key. */
  dataDir: string
  /** Null: use loadOrCreateDataKey of core/data-key.ts. */
  dataKey: Buffer | null
  cipherSuite: CipherSuite
  /** Absolute path; null: no files are written by themselves. */
  exportDir: string | null
  evidence: {
    /** Folder of citizens' files where there is no `s3`. */
    dir: string
    s3: { url: string; region: string; keyId: string; secret: string } | null
    /** A command or an http address; null: files are not scanned. */
    scan: string | null
  }
  intake: {
    /** Base without a slash at the end; null: the built-in sandbox. */
    url: string | null
    sandboxPort: number
    appId: string
    secret: string
    /** What the intake signs its calls to us with. */
    callbackSecret: string
    algorithm: SigningAlgorithm
    /** `native`, or what loadProfile of tickets/ finds. */
    profile: string
    /** Milliseconds between two looks for changes. */
    pollMs: number
  }
  regionCode: string
  /** Minutes east of UTC. */
  offsetMinutes: number
  /** The same as text, e.g. `+08:00`. */
  tzOffset: string
  microsoft: { appId: string; appPassword: string; appTenantId: string; appType: string; access: MessagesAccess }
  directLineSecret: string | null
  chatTokensPerMinute: number
  turnQuietMs: number
  wechat: { mp: WechatAccount | null; oa: WechatAccount | null; apiUrl: string }
  /** Null: answers are ranked by words alone. */
  embedding: { url: string; model: string; key: string | null; timeoutMs: number } | null
  adminPassword: string | null
  /** What is allowed but worth a line in the log at the start. */
  warnings: string[]
}

type Environment = Record<string, string | undefined>

const DEFAULT_WECHAT_API = 'https://api.weixin.qq.com'
const ECHO_MAX = 40

/**
 * The variables of `.env` (at the project's root, where there is one) under those of the process: the environment wins,
 * except where it only names a variable and leaves it empty.
 */
export function readEnvironment(file: string = path.join(projectRoot, '.env')): Environment {
  const written = existsSync(file) ? parseEnv(readFileSync(file, 'utf8').replace(/^\ufeff/, '')) : {}
  const given = Object.entries(process.env).filter(([, value]) => value !== '')
  return { ...written, ...Object.fromEntries(given) }
}

/** One line: what is wrong with which variable, and what to write; a secret's value is not repeated. */
function complaint(name: VariableName, value: string, issue: string): string {
  const { expected, secret } = VARIABLES[name] as { expected: string; secret?: boolean }
  if (name === 'DATABASE_URL') return issue
  const shown = value.length > ECHO_MAX ? `${value.slice(0, ECHO_MAX)}…` : value
  // An address may hold a password (user:password@) or a token (?key=…).
  const isHidden = secret || /[@?]/.test(value)
  const what = value === '' ? 'is empty' : isHidden ? 'is set, but not as it must be' : `is ${JSON.stringify(shown)}`
  return `${name} ${what}; write ${expected}`
}

function readVariables(env: Environment): { values: VariableValues; complaints: string[] } {
  const values: Record<string, unknown> = {}
  const complaints: string[] = []
  for (const name of Object.keys(VARIABLES) as VariableName[]) {
    // An empty variable is one that is not set: compose files and .env.example write them so.
    const text = env[name]?.trim() || VARIABLES[name].default
    const parsed = VARIABLES[name].schema.safeParse(text)
    if (parsed.success) values[name] = parsed.data
    else complaints.push(complaint(name, text, parsed.error.issues[0]?.message ?? ''))
  }
  return { values: values as VariableValues, complaints }
}

function isLoopback(host: string): boolean {
  return /^127\.|^::1$|^localhost$/i.test(host)
}

function messagesAccess(values: VariableValues): MessagesAccess {
  if (values.MICROSOFT_APP_TYPE === 'none') return 'off'
  if (values.MICROSOFT_APP_ID !== '') return 'authenticated'
  return isLoopback(values.HOST) ? 'open' : 'off'
}

/** Rules that need more than one variable. */
function* crossComplaints(values: VariableValues): Generator<string> {
  const type = values.MICROSOFT_APP_TYPE
  if (values.MICROSOFT_APP_ID !== '' && type !== 'none') {
    if (values.MICROSOFT_APP_PASSWORD === '' && type !== 'UserAssignedMSI') {
      yield 'MICROSOFT_APP_PASSWORD is empty though MICROSOFT_APP_ID is set; write the client secret that Azure shows'
    }
    if (values.MICROSOFT_APP_TENANT_ID === '' && (type === 'SingleTenant' || type === 'UserAssignedMSI')) {
      yield `MICROSOFT_APP_TENANT_ID is empty though MICROSOFT_APP_TYPE is ${type}; write the tenant id that Azure shows`
    }
  }
  if (values.MICROSOFT_APP_ID === '' && values.MICROSOFT_APP_PASSWORD !== '' && type !== 'none') {
    yield 'MICROSOFT_APP_ID is empty though MICROSOFT_APP_PASSWORD is set; write the app id that Azure shows'
  }
  for (const account of ['WECHAT_MP', 'WECHAT_OA'] as const) {
    const names = [`${account}_APP_ID`, `${account}_APP_SECRET`, `${account}_TOKEN`] as const
    const isSet = [...names, `${account}_AES_KEY` as const].filter(name => values[name] !== null)
    const missing = names.find(name => values[name] === null)
    if (isSet[0] && missing) {
      yield `${missing} is empty though ${isSet[0]} is set; write the value that the WeChat console shows`
    }
  }
  if (values.EMBEDDING_URL !== null && values.EMBEDDING_MODEL === '') {
    yield 'EMBEDDING_MODEL is empty though EMBEDDING_URL is set; write the name that the service knows'
  }
  for (const name of ['EVIDENCE_BUCKET_KEY_ID', 'EVIDENCE_BUCKET_SECRET'] as const) {
    if (values.EVIDENCE_BUCKET_URL !== null && values[name] === '') {
      yield `${name} is empty though EVIDENCE_BUCKET_URL is set; write ${VARIABLES[name].expected}`
    }
  }
  if (values.INTAKE_URL === null && values.PORT !== 0 && values.PORT === values.INTAKE_SANDBOX_PORT) {
    yield 'INTAKE_SANDBOX_PORT is the same as PORT; write another port, or set INTAKE_URL'
  }
}

/** What NODE_ENV=production does not start with (CONTRACT.md section 1). */
function* productionComplaints(values: VariableValues): Generator<string> {
  if (values.INTAKE_SECRET === VARIABLES.INTAKE_SECRET.default) {
    yield 'INTAKE_SECRET is the default one, which production does not start with; write the secret agreed with the 12345 centre'
  }
  if (values.DATA_KEY === null) {
    yield `DATA_KEY is empty, which production does not start with; write ${VARIABLES.DATA_KEY.expected}`
  }
  if (values.DIRECTLINE_SECRET === null) {
    yield `DIRECTLINE_SECRET is empty, which production does not start with; write ${VARIABLES.DIRECTLINE_SECRET.expected}`
  }
  if (values.ADMIN_PASSWORD === null) {
    yield `ADMIN_PASSWORD is empty, which production does not start with; write ${VARIABLES.ADMIN_PASSWORD.expected}`
  }
  if (values.MICROSOFT_APP_ID === '' && values.MICROSOFT_APP_TYPE !== 'none') {
    yield 'MICROSOFT_APP_ID is empty, so /api/messages would be unauthenticated, which production does not start with; write the app id that Azure shows, or MICROSOFT_APP_TYPE=none to not serve it'
  }
}

function* warningsOf(values: VariableValues, access: MessagesAccess): Generator<string> {
  if (access === 'off' && values.MICROSOFT_APP_TYPE !== 'none') {
    yield 'MICROSOFT_APP_ID is empty and HOST is not loopback: /api/messages is not served'
  }
  if (values.NODE_ENV === 'production' && values.INTAKE_URL === null) {
    yield 'INTAKE_URL is empty: tickets go to the built-in sandbox and reach nobody'
  }
  if (values.NODE_ENV === 'production' && values.DATABASE_URL.includes(':memory:')) {
    yield 'DATABASE_URL is :memory:, so nothing is kept when the program ends'
  }
}

function wechatAccount(values: VariableValues, account: 'WECHAT_MP' | 'WECHAT_OA'): WechatAccount | null {
  const appId = values[`${account}_APP_ID`]
  const appSecret = values[`${account}_APP_SECRET`]
  const token = values[`${account}_TOKEN`]
  if (appId === null || appSecret === null || token === null) return null
  return { appId, appSecret, token, aesKey: values[`${account}_AES_KEY`] }
}

function evidenceSettings(values: VariableValues): Config['evidence'] {
  const { EVIDENCE_BUCKET_URL: url, EVIDENCE_BUCKET_REGION: region } = values
  return {
    dir: path.resolve(projectRoot, values.DATA_DIR, 'evidence'),
    s3:
      url === null
        ? null
        : { url, region, keyId: values.EVIDENCE_BUCKET_KEY_ID, secret: values.EVIDENCE_BUCKET_SECRET },
    scan: values.EVIDENCE_SCAN
  }
}

function minutesOf(offset: string): number {
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number)
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

/**
 * The settings of this instance. Variables that are not set, or empty, have their default.
 * Throws CONFIG_INVALID, whose detail is one line that names each bad variable, what was wrong and what to write.
 */
export function loadConfig(env: Environment): Config {
  const { values, complaints } = readVariables(env)
  if (complaints.length === 0) {
    complaints.push(...crossComplaints(values))
    if (values.NODE_ENV === 'production') complaints.push(...productionComplaints(values))
  }
  if (complaints.length > 0) throw new AppError('CONFIG_INVALID', { detail: complaints.join(' | ') })

  const access = messagesAccess(values)
  return {
    production: values.NODE_ENV === 'production',
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL ?? `http://127.0.0.1:${values.PORT}`,
    logLevel: values.LOG_LEVEL,
    databaseUrl: values.DATABASE_URL,
    dataDir: path.resolve(projectRoot, values.DATA_DIR),
    dataKey: values.DATA_KEY,
    cipherSuite: values.CIPHER_SUITE,
    exportDir: values.EXPORT_DIR === null ? null : path.resolve(projectRoot, values.EXPORT_DIR),
    evidence: evidenceSettings(values),
    intake: {
      url: values.INTAKE_URL,
      sandboxPort: values.INTAKE_SANDBOX_PORT,
      appId: values.INTAKE_APP_ID,
      secret: values.INTAKE_SECRET,
      callbackSecret: values.INTAKE_CALLBACK_SECRET ?? values.INTAKE_SECRET,
      algorithm: values.INTAKE_ALGORITHM,
      profile: values.INTAKE_PROFILE,
      pollMs: values.INTAKE_POLL_SECONDS * 1000
    },
    regionCode: values.REGION_CODE,
    offsetMinutes: minutesOf(values.TZ_OFFSET),
    tzOffset: values.TZ_OFFSET,
    microsoft: {
      appId: values.MICROSOFT_APP_ID,
      appPassword: values.MICROSOFT_APP_PASSWORD,
      appTenantId: values.MICROSOFT_APP_TENANT_ID,
      appType: values.MICROSOFT_APP_TYPE === '' ? 'MultiTenant' : values.MICROSOFT_APP_TYPE,
      access
    },
    directLineSecret: values.DIRECTLINE_SECRET,
    chatTokensPerMinute: values.CHAT_TOKENS_PER_MINUTE,
    turnQuietMs: values.TURN_QUIET_MS,
    wechat: {
      mp: wechatAccount(values, 'WECHAT_MP'),
      oa: wechatAccount(values, 'WECHAT_OA'),
      apiUrl: values.WECHAT_API_URL ?? DEFAULT_WECHAT_API
    },
    embedding:
      values.EMBEDDING_URL === null
        ? null
        : {
            url: values.EMBEDDING_URL,
            model: values.EMBEDDING_MODEL,
            key: values.EMBEDDING_KEY,
            timeoutMs: values.EMBEDDING_TIMEOUT_MS
          },
    adminPassword: values.ADMIN_PASSWORD,
    warnings: [...warningsOf(values, access)]
  }
}
