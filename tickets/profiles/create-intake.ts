import type { CallbackReader } from '../intake/callback-reader.ts'
import type { IntakeClient, IntakeSettings } from '../intake/intake-client.ts'
import { createCallbackReader } from './callback-reader.ts'
import { loadProfile } from './load-profile.ts'
import { createProfileClient, type ProfileDependencies } from './profile-client.ts'

export interface IntakeLine {
  client: IntakeClient
  /** Null where this intake calls nobody. */
  callbacks: CallbackReader | null
}

/** Both directions of the intake that INTAKE_PROFILE names. Throws CONFIG_INVALID. */
export function createIntake(
  profileName: string,
  settings: IntakeSettings & { callbackSecret?: string },
  deps: ProfileDependencies
): IntakeLine {
  const profile = loadProfile(profileName)
  const credentials = { appId: settings.appId, secret: settings.callbackSecret ?? settings.secret }
  return {
    client: createProfileClient(profile, settings, deps),
    callbacks: createCallbackReader(profile, credentials, deps.offsetMinutes)
  }
}

const UTC_MINUTES = 0

/** The client of intake/openapi.yaml, whose dates are ISO 8601 everywhere. */
export function createIntakeClient(
  settings: IntakeSettings,
  deps: Omit<ProfileDependencies, 'offsetMinutes'>
): IntakeClient {
  return createIntake('native', settings, { ...deps, offsetMinutes: UTC_MINUTES }).client
}

/** The callbacks of intake/openapi.yaml. */
export function nativeCallbacks(settings: { appId: string; secret: string }): CallbackReader {
  return createCallbackReader(loadProfile('native'), settings, UTC_MINUTES) as CallbackReader
}
