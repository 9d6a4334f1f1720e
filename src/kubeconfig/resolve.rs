//! Turns the fields of a context, its cluster and its user into an `Entry`.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::file::{Cluster, Context, UserFields};
use super::{Entry, Error, User};
use crate::name::ContextName;

/// Which context of which file is resolved, for the messages.
pub(super) struct Resolver<'a> {
    pub path: &'a Path,
    pub context: &'a ContextName,
}

impl Resolver<'_> {
    pub fn entry(
        &self,
        context: &Context,
        cluster: &Cluster,
        user: Option<&UserFields>,
    ) -> Result<Entry, Error> {
        let data = cluster.certificate_authority_data.as_deref();
        let file = cluster.certificate_authority.as_deref();
        Ok(Entry {
            path: self.path.to_owned(),
            context: self.context.clone(),
            server: self.server(&cluster.server)?,
            server_as_written: cluster.server.clone(),
            tls_server_name: filled(cluster.tls_server_name.as_deref()).map(str::to_owned),
            insecure_skip_tls_verify: cluster.insecure_skip_tls_verify,
            certificate_authority: self.data_or_file("certificate-authority", data, file)?,
            proxy_url: filled(cluster.proxy_url.as_deref()).map(str::to_owned),
            user: user.map_or(Ok(User::Anonymous), |user| self.user(user))?,
            impersonates: user.and_then(|user| user.impersonates.clone()),
            namespace: filled(context.namespace.as_deref()).map(str::to_owned),
        })
    }

    fn server(&self, text: &str) -> Result<Url, Error> {
        let bad = |reason: String| Error::BadServer {
            path: self.path.to_owned(),
            context: self.context.clone(),
            server: text.to_owned(),
            reason,
        };
        let url = Url::parse(text).map_err(|error| bad(error.to_string()))?;
        if !matches!(url.scheme(), "https" | "http") || url.host().is_none() {
            return Err(bad("it has to begin with `https://`".to_owned()));
        }
        Ok(url)
    }

    /// client-go sends all static credentials at once and the API server looks at the certificate
    /// first; a program is asked only when there is none of them.
    fn user(&self, user: &UserFields) -> Result<User, Error> {
        if let Some(user) = self.client_certificate(user)? {
            return Ok(user);
        }
        if let Some(file) = filled(user.token_file.as_deref()) {
            let token = String::from_utf8(self.file("tokenFile", file)?)
                .map_err(|_| self.bad("tokenFile", "is not a text"))?;
            return Ok(User::Token(token.trim().into()));
        }
        if let Some(token) = filled_secret(user.token.as_ref()) {
            return Ok(User::Token(token.clone()));
        }
        if let Some(username) = filled(user.username.as_deref()) {
            let password = user.password.clone().unwrap_or_else(|| SecretString::from(""));
            return Ok(User::Basic { username: username.to_owned(), password });
        }
        Ok(match (&user.exec, &user.auth_provider) {
            (Some(exec), _) => User::Exec { command: exec.command.clone() },
            (None, Some(provider)) => User::AuthProvider { name: provider.name.clone() },
            (None, None) => User::Anonymous,
        })
    }

    fn client_certificate(&self, user: &UserFields) -> Result<Option<User>, Error> {
        let data = user.client_certificate_data.as_deref();
        let file = user.client_certificate.as_deref();
        let certificate = self.data_or_file("client-certificate", data, file)?;
        let data = user.client_key_data.as_ref().map(ExposeSecret::expose_secret);
        let key = self.data_or_file("client-key", data, user.client_key.as_deref())?;
        match (certificate, key) {
            (Some(certificate), Some(key)) => {
                Ok(Some(User::ClientCertificate { certificate, key: key.into() }))
            }
            (Some(_), None) => Err(self.bad("client-certificate", "has no client-key")),
            (None, Some(_)) => Err(self.bad("client-key", "has no client-certificate")),
            (None, None) => Ok(None),
        }
    }

    /// Data wins over a file, as in client-go.
    fn data_or_file(
        &self,
        field: &'static str,
        data: Option<&str>,
        file: Option<&str>,
    ) -> Result<Option<Vec<u8>>, Error> {
        if let Some(data) = filled(data) {
            let compact: String = data.split_ascii_whitespace().collect();
            let bytes = STANDARD.decode(compact).map_err(|_| self.bad(field, "is not base64"))?;
            return Ok(Some(bytes));
        }
        filled(file).map(|file| self.file(field, file)).transpose()
    }

    /// Paths are relative to the kubeconfig's own folder.
    fn file(&self, field: &'static str, file: &str) -> Result<Vec<u8>, Error> {
        let file: PathBuf = self.path.parent().unwrap_or(Path::new("")).join(file);
        std::fs::read(&file).map_err(|source| Error::MissingFile {
            path: self.path.to_owned(),
            context: self.context.clone(),
            field,
            file,
            source,
        })
    }

    fn bad(&self, field: &'static str, reason: &'static str) -> Error {
        let (path, context) = (self.path.to_owned(), self.context.clone());
        Error::BadField { path, context, field, reason }
    }
}

/// kubectl takes an empty text for nothing.
fn filled(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

fn filled_secret(secret: Option<&SecretString>) -> Option<&SecretString> {
    secret.filter(|secret| !secret.expose_secret().is_empty())
}
