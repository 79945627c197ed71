import { AppError } from '../../core/errors.ts'
import { createIntakeClient } from '../intake/client.ts'
import type { IntakeClient, IntakeSettings } from '../intake/intake-client.ts'
import { loadProfile } from './profile.ts'
import { createProfileClient, type ProfileDependencies } from './profile-client.ts'

/** The client that INTAKE_PROFILE asks for. Throws CONFIG_INVALID. */
export function createIntake(profileName: string, settings: IntakeSettings, deps: ProfileDependencies): IntakeClient {
  if (profileName === 'native') return createIntakeClient(settings, deps)
  const profile = loadProfile(profileName)
  // The callbacks of a foreign intake are not read yet: without a list of changes nothing would come back to citizens.
  if (!profile.operations.listChanges) {
    throw new AppError('CONFIG_INVALID', {
      detail: `INTAKE_PROFILE ${profile.name} has no listChanges, by which its changes are read`
    })
  }
  return createProfileClient(profile, settings, deps)
}
