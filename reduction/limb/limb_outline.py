"""Distance of the limb from the centre in each direction, and its error."""

import numpy as np

from reduction.limb.limb_model import N_PARAMETERS, Array, moments_of

#: Position angles for which errors of the outline are given [deg].
OUTLINE_ANGLES_DEG = np.arange(0.0, 360.0, 5.0)
#: Steps of the numerical derivatives; those of the centre are relative to the radius.
_STEP = 1e-5


def outline_radii(parameters: Array, angles_deg: Array, center: tuple[float, float]) -> Array:
    """Return the distance of an ellipse from a point inside of it [km], shape (n,).

    Parameters
    ----------
    parameters
        Parameters of the ellipse, shape (5,), see `reduction.limb.limb_model`.
    angles_deg
        Position angles from north through east, shape (n,).
    center
        The point (f, g), east and north [km].
    """
    moments = moments_of(parameters)
    determinant = moments.ff * moments.gg - moments.fg**2
    angle = np.radians(angles_deg)
    u_f, u_g = np.sin(angle), np.cos(angle)
    c_f, c_g = center[0] - parameters[0], center[1] - parameters[1]
    a = moments.gg * u_f**2 - 2 * moments.fg * u_f * u_g + moments.ff * u_g**2
    b = moments.gg * c_f * u_f - moments.fg * (c_f * u_g + c_g * u_f) + moments.ff * c_g * u_g
    c = moments.gg * c_f**2 - 2 * moments.fg * c_f * c_g + moments.ff * c_g**2 - determinant
    return np.asarray((-b + np.sqrt(np.maximum(b**2 - a * c, 0.0))) / a)


def outline_errors(parameters: Array, covariance: Array, angles_deg: Array = OUTLINE_ANGLES_DEG) -> Array:
    """Return the uncertainty (1 sigma) of the limb's distance from the fitted centre [km], shape (n,).

    Parameters
    ----------
    parameters, covariance
        Parameters of a fit, shape (5,), and their covariance, shape (5, 5), zero for those that were held fixed.
    angles_deg
        Position angles from north through east, shape (n,).
    """
    center = (float(parameters[0]), float(parameters[1]))
    scale = np.array([np.exp(parameters[2]), np.exp(parameters[2]), 1.0, 1.0, 1.0]) * _STEP
    jacobian = np.empty((len(angles_deg), N_PARAMETERS))
    for column, step in enumerate(np.diag(scale)):
        ahead = outline_radii(parameters + step, angles_deg, center)
        behind = outline_radii(parameters - step, angles_deg, center)
        jacobian[:, column] = (ahead - behind) / (2 * scale[column])
    variance = np.einsum("ij,jk,ik->i", jacobian, covariance, jacobian)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)))
