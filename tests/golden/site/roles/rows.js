window.closecallRows = {"columns":
	[["Role","link"],["Sort","text"],["May","text"],["Held by the same person as","text"]],"facets":
	[["sort","Sort",
	[["group","Group"],["role","Role"]]],["may","May",
	[["decide","Decide"]]]],"rows":
	[[["Deputy manager","../roles/deputy-manager/index.html"],"Role","Not said","No other",[1,-1]],
	[["Medicines governance group","../roles/medicines-governance/index.html"],"Group","Decide","No other",[0,0]],
	[["Medicines lead","../roles/medicines-lead/index.html"],"Role","Not said","No other",[1,-1]],
	[["Nominated individual","../roles/nominated-individual/index.html"],"Role","Not said","No other",[1,-1]],
	[["Quality lead","../roles/quality-lead/index.html"],"Role","Not said","No other",[1,-1]],
	[["Registered manager","../roles/registered-manager/index.html"],"Role","Not said","No other",[1,-1]],
	[["Senior carer","../roles/senior-carer/index.html"],"Role","Not said","No other",[1,-1]]]};
