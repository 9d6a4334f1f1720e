//! The endpoint that KubeFed has of a member, as it is seen from this machine.

use url::Url;

use super::definition::Finding::{Fail, Pass, Skipped};
use super::definition::{Check, Found};
use super::scene::At;
use crate::trust::{Answer, Bundle, NoAnswer, Trust, Way, look};

const HERE: Check = Check {
    needs: &["joined"],
    hint: "`fedrig access -f <file>` tries it; `endpoint:` and `tls:` of <cluster> say how it is reached",
    ..Check::MEMBER
};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "answers-here",
        statement: "what KubeFed has as the endpoint of <cluster> answers this machine",
        run: |at| Box::pin(answers_here(at)),
        ..HERE
    },
    Check {
        id: "trusted-here",
        statement: "the certificate there is of the CA that KubeFed has for <cluster>, and of the name",
        needs: &["answers-here"],
        run: |at| Box::pin(trusted_here(at)),
        ..HERE
    },
];

async fn looked(at: At<'_>) -> Result<Result<Answer, NoAnswer>, String> {
    let join = at.join()?;
    let parse = |text: &str| Url::parse(text).map_err(|error| format!("{text}: {error}"));
    let server = parse(&join.endpoint)?;
    let proxy = join.proxy.as_deref().map(parse).transpose()?;
    Ok(look(Way { server: &server, proxy: proxy.as_ref(), name: None }).await)
}

async fn answers_here(at: At<'_>) -> Found {
    Ok(match looked(at).await? {
        // An API server may know nobody without credentials, but it says that itself.
        Ok(answer) if matches!(answer.status, 200 | 401 | 403) => {
            Pass(format!("it answers {}", answer.status))
        }
        Ok(answer) => Fail(format!("it answers {}, which an API server does not", answer.status)),
        Err(error) => Fail(super::scene::in_words(&error)),
    })
}

async fn trusted_here(at: At<'_>) -> Found {
    let join = at.join()?;
    let answer = looked(at).await?.map_err(|error| error.to_string())?;
    if join.skips_verification {
        return Ok(Skipped("KubeFed does not look at it".to_owned()));
    }
    let Some(presented) = answer.presented else {
        return Ok(Skipped("its address is not https".to_owned()));
    };
    let trust = match join.certificate_authority.as_deref().map(Bundle::from_pem) {
        None => Trust::SystemRoots,
        Some(Ok(bundle)) => Trust::Authority(bundle),
        Some(Err(error)) => return Ok(Fail(format!("KubeFed's CA can't be used: {error}"))),
    };
    Ok(match trust.judge(&presented) {
        Ok(_) => Pass("it is trusted".to_owned()),
        Err(distrust) => Fail(distrust.to_string()),
    })
}
