import type { Environment } from '../../config.ts';
import type { AllowanceRequest } from '../../http/contract/gate-check.ts';

/** Where a CI says which run and commit it is: GitHub Actions, GitLab, Jenkins and those that imitate it. */
export function ciRun(environment: Environment): Pick<AllowanceRequest, 'link' | 'commit'> {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = environment;
  const isGitHub = [GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID].every((one) => one !== undefined);
  const link = isGitHub
    ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`
    : (environment.CI_PIPELINE_URL ?? environment.BUILD_URL);
  const commit = environment.GITHUB_SHA ?? environment.CI_COMMIT_SHA ?? environment.GIT_COMMIT;
  return {
    ...(link !== undefined && URL.canParse(link) ? { link } : {}),
    ...(commit === undefined || commit === '' ? {} : { commit: commit.slice(0, 200) }),
  };
}
